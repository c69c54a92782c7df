pragma ComponentBehavior: Bound
import QtQuick
import "../../qml"

// Four corners that mark what is seen.
Item {
    id: finder

    opacity: 0.55

    Repeater {
        model: [0, 90, 180, 270]

        Item {
            required property int modelData
            readonly property bool atRight: modelData === 90 || modelData === 180

            x: atRight ? finder.width - width : 0
            y: modelData >= 180 ? finder.height - height : 0
            width: 26
            height: 26
            rotation: modelData

            Rectangle {
                width: parent.width
                height: 2
                color: Theme.inkOnGlass
            }
            Rectangle {
                width: 2
                height: parent.height
                color: Theme.inkOnGlass
            }
        }
    }
}
