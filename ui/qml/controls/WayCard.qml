import QtQuick
import QtQuick.Templates as T
import ".."

// One of the ways in which goods can come.
T.AbstractButton {
    id: card

    required property string way
    required property string symbol
    required property string title
    required property string detail
    required property bool selected
    required property bool offered
    required property string spoken

    objectName: "way-" + way
    implicitHeight: Math.max(Theme.button, words.implicitHeight + 2 * Theme.gap)
    focusPolicy: Qt.TabFocus
    text: title
    Accessible.role: Accessible.RadioButton
    Accessible.name: spoken
    Accessible.checkable: true
    Accessible.checked: selected
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: Theme.radius
        color: card.down ? Theme.steel : card.offered ? Theme.card : "transparent"
        border.color: card.selected ? Theme.ink : Theme.seam
        border.width: card.selected ? Theme.outline * 1.6 : Theme.outline

        FocusRing {
            of: card
        }
    }

    contentItem: Item {
        Icon {
            id: icon

            anchors {
                left: parent.left
                leftMargin: Theme.gap * 1.5
                verticalCenter: parent.verticalCenter
            }
            name: card.symbol
            color: card.offered ? Theme.ink : Theme.soft
            size: Theme.title * 1.2
        }
        Column {
            id: words

            anchors {
                left: icon.right
                leftMargin: Theme.gap * 1.5
                right: tick.left
                rightMargin: Theme.gap
                verticalCenter: parent.verticalCenter
            }

            Label {
                width: parent.width
                text: card.title
                color: card.offered ? Theme.ink : Theme.soft
                font.weight: 600
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                text: card.detail
                font.pixelSize: Theme.small
                color: Theme.soft
                Accessible.ignored: true
            }
        }
        Icon {
            id: tick

            anchors {
                right: parent.right
                rightMargin: Theme.gap * 1.5
                verticalCenter: parent.verticalCenter
            }
            opacity: card.selected ? 1 : 0
            name: "check"
            size: Theme.title
            stroke: 3
        }
    }
}
