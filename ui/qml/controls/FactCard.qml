import QtQuick
import ".."

// The one fact that helps: a day, a place, a number to call.
Rectangle {
    id: card

    required property string symbol
    required property string label
    required property string fact
    property string detail: ""

    implicitHeight: column.implicitHeight + 2 * Theme.margin
    radius: Theme.radius * 2
    color: Theme.card
    border.color: Theme.hairline
    border.width: Theme.outline

    Column {
        id: column

        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: Theme.margin
        }
        spacing: Theme.gap

        Icon {
            name: card.symbol
            size: Theme.title * 2
            stroke: 1.6
        }
        Item {
            width: 1
            height: Theme.gap / 2
        }
        Label {
            width: parent.width
            text: card.label
            color: Theme.soft
        }
        Label {
            width: parent.width
            text: card.fact
            font.pixelSize: Math.round(Theme.headline * 0.8)
            font.weight: 700
            font.letterSpacing: -0.016 * Theme.headline
            font.features: {
                "tnum": 1
            }
            lineHeight: 1.08
        }
        Label {
            width: parent.width
            text: card.detail
            font.pixelSize: Theme.title
            font.weight: 600
        }
    }
}
