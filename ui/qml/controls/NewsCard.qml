import QtQuick
import ".."

// Something that is told and cannot be touched: what, and a detail. It has no drawing: below a list the software
// renderer does not cut off shapes that are wholly outside.
Rectangle {
    id: card

    required property string title
    required property string detail

    implicitHeight: words.implicitHeight + 2 * Theme.gap
    radius: Theme.radius
    color: "transparent"
    border.color: Theme.hairline
    border.width: Theme.outline
    Accessible.role: Accessible.StaticText
    Accessible.name: [title, detail].filter(text => text).join(". ")

    Column {
        id: words

        anchors {
            left: parent.left
            leftMargin: Theme.gap * 1.5
            right: parent.right
            rightMargin: Theme.gap * 1.5
            verticalCenter: parent.verticalCenter
        }

        Label {
            width: parent.width
            text: card.title
            font.pixelSize: Theme.small
            font.weight: 600
            Accessible.ignored: true
        }
        Label {
            width: parent.width
            text: card.detail
            font.pixelSize: Theme.small
            color: Theme.soft
            font.features: {
                "tnum": 1
            }
            Accessible.ignored: true
        }
    }
}
