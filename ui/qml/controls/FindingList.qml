pragma ComponentBehavior: Bound
import QtQuick
import ".."

// What a commissioning walk has found, the newest first.
ListView {
    id: list

    required property var findings

    clip: true
    model: findings
    spacing: Theme.gap / 2
    boundsBehavior: Flickable.StopAtBounds

    delegate: Item {
        id: line

        required property string text

        width: list.width
        height: words.implicitHeight

        Icon {
            id: icon

            y: Theme.fine * 0.1
            name: "alert"
            color: Theme.alarm
            size: Theme.fine * 1.2
        }
        Label {
            id: words

            anchors {
                left: icon.right
                leftMargin: Theme.gap
                right: parent.right
            }
            text: line.text
            font.pixelSize: Theme.fine
        }
    }
}
