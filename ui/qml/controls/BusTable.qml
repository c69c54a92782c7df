pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One line a bus: name, port, state as shape and word, figures since start.
Column {
    id: table

    required property var rows

    Repeater {
        model: table.rows

        Item {
            id: row

            required property string name
            required property string port
            required property string link
            required property bool well
            required property string figures

            width: table.width
            height: Math.max(Theme.dense, words.implicitHeight + Theme.gap)

            Rectangle {
                width: parent.width
                height: Math.max(1, Theme.mm(0.2))
                color: Theme.hairline
            }
            Icon {
                id: icon

                anchors.verticalCenter: parent.verticalCenter
                name: row.well ? "check" : "alert"
                color: row.well ? Theme.ink : Theme.alarm
                size: Theme.fine * 1.3
            }
            Column {
                id: words

                anchors {
                    left: icon.right
                    leftMargin: Theme.gap
                    right: parent.right
                    verticalCenter: parent.verticalCenter
                }

                Label {
                    width: parent.width
                    text: row.name + "  " + row.port + "  " + row.link
                    font.pixelSize: Theme.fine
                    font.weight: 600
                    color: row.well ? Theme.ink : Theme.alarm
                }
                Label {
                    width: parent.width
                    text: row.figures
                    font.pixelSize: Math.round(Theme.fine * 0.9)
                    font.features: {
                        "tnum": 1
                    }
                    color: Theme.soft
                }
            }
        }
    }
}
