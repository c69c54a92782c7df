import QtQuick
import "../../qml"

// A code for the kiosk's own keypad.
Rectangle {
    id: card

    required property string title
    required property string typed
    required property string expected

    radius: Look.radius
    color: Theme.card
    border.color: Theme.hairline

    Column {
        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: 12
        }
        spacing: 4

        Words {
            text: card.typed
            font.pixelSize: Look.title
            font.letterSpacing: 1.5
            font.features: {
                "tnum": 1,
                "zero": 1
            }
            font.weight: 700
        }
        Words {
            width: parent.width
            text: card.title
            font.weight: 600
            maximumLineCount: 2
            elide: Text.ElideRight
        }
        Words {
            width: parent.width
            text: card.expected
            color: Theme.soft
            font.pixelSize: Look.small
        }
    }
}
