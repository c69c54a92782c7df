import QtQuick
import QtQuick.Templates as T
import ".."

// A verb in a box. `filled` where there is one right answer.
T.AbstractButton {
    id: button

    property string symbol: ""
    property bool filled: false
    property bool leading: false
    property int textSize: Theme.label
    property int tall: Theme.button
    readonly property color tint: filled ? Theme.paper : Theme.ink

    implicitHeight: Math.max(tall, words.implicitHeight + Theme.gap)
    implicitWidth: row.implicitWidth + 2 * Theme.block
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: Theme.radius
        color: button.filled ? (button.down ? Theme.soft : Theme.ink) : (button.down ? Theme.steel : Theme.card)
        border.color: Theme.ink
        border.width: Theme.outline

        FocusRing {
            of: button
        }
    }

    contentItem: Item {
        Row {
            id: row

            anchors.verticalCenter: parent.verticalCenter
            x: button.leading ? Theme.gap * 1.5 : (parent.width - width) / 2
            spacing: Theme.gap * 0.75

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: button.symbol
                color: button.tint
                size: button.textSize * 1.15
            }
            Label {
                id: words

                width: Math.min(implicitWidth, button.width - Theme.gap - (button.symbol ? button.textSize * 1.15 + Theme.gap : 0))
                anchors.verticalCenter: parent.verticalCenter
                horizontalAlignment: button.symbol ? Text.AlignLeft : Text.AlignHCenter
                text: button.text
                color: button.tint
                font.pixelSize: button.textSize
                font.weight: 600
                lineHeight: 1.05
                Accessible.ignored: true
            }
        }
    }
}
