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
    required property string another

    property bool changeable: true

    signal fewerWanted
    signal moreWanted
    signal numberWanted

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

        Item {
            width: parent.width
            height: Math.max(title.implicitHeight, total.implicitHeight)

            Label {
                id: title

                width: parent.width - (total.visible ? total.width + Theme.gap : 0)
                text: card.title
                font.weight: 600
                Accessible.ignored: true
            }
            Label {
                id: total

                anchors.right: parent.right
                text: card.sum
                wrapMode: Text.NoWrap
                font.weight: 600
                font.features: {
                    "tnum": 1
                }
                Accessible.ignored: true
            }
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
            Button {
                id: count

                objectName: "quantity-" + card.key
                anchors {
                    left: less.right
                    leftMargin: Theme.gap
                }
                width: Theme.target * 1.9
                height: parent.height
                text: card.quantity
                textSize: card.quantity.length > 3 ? Theme.small : Theme.title
                enabled: card.changeable
                Accessible.name: card.another
                onClicked: card.numberWanted()
            }
            Button {
                objectName: "more-" + card.key
                anchors {
                    left: count.right
                    leftMargin: Theme.gap
                }
                width: Theme.target
                height: parent.height
                text: "+"
                textSize: Theme.title
                enabled: card.changeable
                Accessible.name: card.more
                onClicked: card.moreWanted()
            }
        }
    }
}
