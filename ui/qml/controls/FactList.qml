pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Label and value, line by line, in the technician's size.
Column {
    id: list

    required property var facts

    Repeater {
        model: list.facts

        Item {
            id: line

            required property string label
            required property string value

            width: list.width
            height: Math.max(Theme.fine * (Theme.compact ? 1.7 : 2.1), Math.max(name.implicitHeight, words.implicitHeight) + Theme.fine * 0.4)

            Label {
                id: name

                width: parent.width * 0.42
                anchors.verticalCenter: parent.verticalCenter
                text: line.label
                font.pixelSize: Theme.fine
                color: Theme.soft
            }
            Label {
                id: words

                x: parent.width * 0.42
                width: parent.width * 0.58
                anchors.verticalCenter: parent.verticalCenter
                text: line.value
                font.pixelSize: Theme.fine
                font.weight: 600
                font.features: {
                    "tnum": 1
                }
            }
            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: Math.max(1, Theme.mm(0.2))
                color: Theme.hairline
            }
        }
    }
}
