pragma ComponentBehavior: Bound
import QtQuick
import ".."

// How the kiosk itself is, in one or two lines: clock, list, outbox, disk. What is not well has a sign.
Flow {
    id: line

    required property var facts

    spacing: Theme.gap

    Repeater {
        model: line.facts

        Row {
            id: fact

            required property string text
            required property bool well

            spacing: Theme.gap / 3

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: !fact.well
                name: "alert"
                color: Theme.alarm
                size: Theme.fine * 1.1
            }
            Label {
                text: fact.text
                font.pixelSize: Theme.fine
                font.weight: fact.well ? 400 : 600
                font.features: {
                    "tnum": 1
                }
                color: fact.well ? Theme.soft : Theme.alarm
            }
        }
    }
}
