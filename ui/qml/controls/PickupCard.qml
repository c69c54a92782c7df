import QtQuick
import QtQuick.Templates as T
import ".."

// One pickup of the account, to be chosen or left.
T.AbstractButton {
    id: card

    required property string pickup
    required property string title
    required property string buyer
    required property string place
    required property string lines
    required property bool selected
    required property string spoken

    objectName: "pickup-" + pickup
    implicitHeight: words.implicitHeight + 2 * Theme.gap
    focusPolicy: Qt.TabFocus
    text: title
    Accessible.role: Accessible.CheckBox
    Accessible.name: spoken
    Accessible.checkable: true
    Accessible.checked: selected
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: Theme.radius
        color: card.down ? Theme.steel : Theme.card
        border.color: card.selected ? Theme.ink : Theme.seam
        border.width: card.selected ? Theme.outline * 1.6 : Theme.outline

        FocusRing {
            of: card
            anchors.margins: 0 // the list would cut it off outside
        }
    }

    contentItem: Item {
        Rectangle {
            id: box

            anchors {
                left: parent.left
                leftMargin: Theme.gap * 1.5
                verticalCenter: parent.verticalCenter
            }
            width: Theme.title * 1.1
            height: width
            radius: Theme.radius
            color: card.selected ? Theme.ink : "transparent"
            border.color: Theme.ink
            border.width: Theme.outline

            Icon {
                anchors.centerIn: parent
                visible: card.selected
                name: "check"
                color: Theme.paper
                size: parent.width * 0.78
                stroke: 3
            }
        }
        Column {
            id: words

            anchors {
                left: box.right
                leftMargin: Theme.gap * 1.5
                right: parent.right
                rightMargin: Theme.gap * 1.5
                verticalCenter: parent.verticalCenter
            }

            Label {
                width: parent.width
                text: card.title
                font.weight: 600
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                text: card.place + "  ·  " + card.lines
                font.pixelSize: Theme.small
                font.features: {
                    "tnum": 1
                }
                Accessible.ignored: true
            }
            Label {
                width: parent.width
                text: card.buyer
                font.pixelSize: Theme.small
                color: Theme.soft
                Accessible.ignored: true
            }
        }
    }
}
