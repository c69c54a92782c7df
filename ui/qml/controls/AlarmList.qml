pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The last alarms, the newest first; as many as there is room for.
Column {
    id: list

    required property var alarms
    property int most: 4

    Repeater {
        model: list.alarms

        Item {
            id: line

            required property int index
            required property string text
            required property string age

            width: list.width
            height: words.implicitHeight + Theme.fine * 0.7
            visible: index < list.most

            Icon {
                id: icon

                y: words.y + Theme.fine * 0.1
                name: "alert"
                color: Theme.alarm
                size: Theme.fine * 1.2
            }
            Label {
                id: words

                anchors {
                    left: icon.right
                    leftMargin: Theme.gap
                    right: age.left
                    rightMargin: Theme.gap
                    verticalCenter: parent.verticalCenter
                }
                text: line.text
                font.pixelSize: Theme.fine
            }
            Label {
                id: age

                anchors {
                    right: parent.right
                    top: words.top
                }
                text: line.age
                font.pixelSize: Theme.fine
                font.features: {
                    "tnum": 1
                }
                color: Theme.soft
            }
        }
    }
}
