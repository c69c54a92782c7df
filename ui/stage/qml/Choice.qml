pragma ComponentBehavior: Bound
import QtQuick
import "../../qml"

// One of several: a row of buttons that share a frame.
Rectangle {
    id: choice

    required property var options // [{ value, text }]
    required property string current

    signal chosen(value: string)

    implicitWidth: row.implicitWidth + 6
    implicitHeight: Look.row + 6
    radius: Look.radius + 3
    color: Theme.steel

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 2

        Repeater {
            model: choice.options

            Push {
                id: option

                required property var modelData

                objectName: "choice-" + modelData.value
                text: modelData.text
                on: choice.current === modelData.value
                framed: false
                implicitWidth: contentItem.children[0].implicitWidth + 22
                onClicked: choice.chosen(option.modelData.value)
            }
        }
    }
}
