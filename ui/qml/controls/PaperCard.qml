import QtQuick
import QtQuick.Templates as T
import ".."

// One document: what and when on the left, how much and whether it is paid on the right.
T.AbstractButton {
    id: card

    required property string paper
    required property string title
    required property string issued
    required property string amount
    required property string settled
    required property bool readable
    required property string spoken

    objectName: "paper-" + paper
    implicitHeight: Math.max(Theme.target, Math.max(what.implicitHeight, howMuch.implicitHeight) + 2 * Theme.gap)
    focusPolicy: Qt.TabFocus
    text: title
    Accessible.role: Accessible.Button
    Accessible.name: spoken
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: Theme.radius
        color: card.down ? Theme.steel : Theme.card
        border.color: card.readable ? Theme.ink : Theme.seam
        border.width: Theme.outline

        FocusRing {
            of: card
            anchors.margins: 0 // the list would cut it off outside
        }
    }

    contentItem: Item {
        Column {
            id: what

            anchors {
                left: parent.left
                leftMargin: Theme.gap * 1.5
                right: howMuch.left
                rightMargin: Theme.gap
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
                text: card.issued
                font.pixelSize: Theme.small
                color: Theme.soft
                Accessible.ignored: true
            }
        }
        Column {
            id: howMuch

            anchors {
                right: parent.right
                rightMargin: Theme.gap * 1.5
                verticalCenter: parent.verticalCenter
            }

            Label {
                anchors.right: parent.right
                text: card.amount
                font.pixelSize: Theme.small
                font.weight: 600
                font.features: {
                    "tnum": 1
                }
                Accessible.ignored: true
            }
            Label {
                anchors.right: parent.right
                text: card.settled
                font.pixelSize: Theme.small
                color: Theme.soft
                Accessible.ignored: true
            }
        }
    }
}
