pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke
import ".."

// What the camera sees, mirrored, with corners to aim at.
Item {
    id: preview

    property alias path: picture.path
    readonly property real inset: width * 0.06
    readonly property real arm: width * 0.075

    Accessible.ignored: true

    CameraPreview {
        id: picture

        anchors.fill: parent
        radius: Theme.radius * 2
        ground: Theme.glass
        around: Theme.paper
    }

    Icon {
        anchors.centerIn: parent
        visible: !picture.live
        name: "camera"
        size: Theme.mm(24)
        stroke: 1.4
        color: Theme.inkOnGlass
    }

    Repeater {
        model: 4

        Item {
            id: corner

            required property int index
            readonly property bool east: index % 2 === 1
            readonly property bool south: index > 1
            readonly property real thick: Math.max(3, Theme.mm(1.2))

            x: east ? preview.width - preview.inset - width : preview.inset
            y: south ? preview.height - preview.inset - height : preview.inset
            width: preview.arm
            height: preview.arm

            Rectangle {
                width: parent.width
                height: corner.thick
                y: corner.south ? parent.height - height : 0
                color: Theme.hatch
            }
            Rectangle {
                height: parent.height
                width: corner.thick
                x: corner.east ? parent.width - width : 0
                color: Theme.hatch
            }
        }
    }
}
