import QtQuick
import ".."

// One line of the basket: what it is, what one costs and why, how many, and what they cost together.
Rectangle {
    id: card

    required property string key
    required property string title
    required property string price
    required property bool refused
    required property string quantity
    required property string sum
    required property string spoken
    required property string fewer
    required property string more

    property bool changeable: true

    signal fewerWanted
    signal moreWanted

    objectName: "line-" + key
    implicitHeight: words.implicitHeight + 2 * Theme.gap
    radius: Theme.radius
    color: Theme.card
    border.color: Theme.seam
    border.width: Theme.outline
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    Column {
        id: words

        x: Theme.gap * 1.5
        y: Theme.gap
        width: parent.width - 2 * x
        spacing: Theme.gap / 2

        Label {
            width: parent.width
            text: card.title
            font.weight: 600
            Accessible.ignored: true
        }
        Row {
            width: parent.width
            spacing: Theme.gap / 2
            visible: card.price.length > 0

            Icon {
                id: alert

                visible: card.refused
                name: "alert"
                color: Theme.alarm
                size: Theme.small * 1.1
            }
            Label {
                width: parent.width - (card.refused ? alert.width + parent.spacing : 0)
                text: card.price
                font.pixelSize: Theme.small
                color: card.refused ? Theme.alarm : Theme.soft
                font.features: {
                    "tnum": 1
                }
                Accessible.ignored: true
            }
        }
        Item {
            width: parent.width
            height: Theme.target

            Button {
                id: less

                objectName: "fewer-" + card.key
                width: Theme.target
                height: parent.height
                text: "−"
                textSize: Theme.title
                enabled: card.changeable
                Accessible.name: card.fewer
                onClicked: card.fewerWanted()
            }
            Label {
                id: count

                anchors.left: less.right
                width: Theme.target * 1.2
                height: parent.height
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                text: card.quantity
                wrapMode: Text.NoWrap
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.fine
                font.pixelSize: Theme.title
                font.weight: 700
                font.features: {
                    "tnum": 1
                }
                Accessible.ignored: true
            }
            Button {
                id: another

                objectName: "more-" + card.key
                anchors.left: count.right
                width: Theme.target
                height: parent.height
                text: "+"
                textSize: Theme.title
                enabled: card.changeable
                Accessible.name: card.more
                onClicked: card.moreWanted()
            }
            Label {
                anchors {
                    left: another.right
                    right: parent.right
                    verticalCenter: parent.verticalCenter
                }
                horizontalAlignment: Text.AlignRight
                text: card.sum
                font.weight: 600
                font.features: {
                    "tnum": 1
                }
                Accessible.ignored: true
            }
        }
    }
}
