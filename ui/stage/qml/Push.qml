import QtQuick
import QtQuick.Templates as T
import "../../qml"

// A small button. `on`: the chosen one of several.
T.AbstractButton {
    id: push

    property bool on: false
    property bool framed: true

    implicitWidth: words.implicitWidth + 2 * Look.block
    implicitHeight: Look.row
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        radius: Look.radius
        color: push.on ? Theme.ink : push.down || push.hovered ? Theme.steel : push.framed ? Theme.card : "transparent"
        border.color: push.on ? Theme.ink : Theme.soft
        border.width: push.framed ? 1 : 0

        Ring {
            of: push
        }
    }

    contentItem: Item {
        Words {
            id: words

            anchors.centerIn: parent
            text: push.text
            color: push.on ? Theme.paper : Theme.ink
            font.weight: 600
            wrapMode: Text.NoWrap
            Accessible.ignored: true
        }
    }

    HoverHandler {
        cursorShape: Qt.PointingHandCursor
    }
}
