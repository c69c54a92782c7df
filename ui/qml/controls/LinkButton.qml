import QtQuick
import QtQuick.Templates as T
import ".."

// An underlined word with a full-size target around it.
T.AbstractButton {
    id: link

    property string symbol: ""

    implicitWidth: Math.max(Theme.target, row.implicitWidth + 2 * Theme.gap)
    implicitHeight: Theme.target
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Rectangle {
        color: link.down ? Theme.steel : "transparent"
        radius: Theme.radius

        FocusRing {
            of: link
        }
    }

    contentItem: Item {
        Row {
            id: row

            anchors.centerIn: parent
            spacing: Theme.gap / 2

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: link.symbol.length > 0
                name: link.symbol
                color: Theme.alarm
                size: Theme.small * 1.15
            }
            Label {
                text: link.text
                font.pixelSize: Theme.small
                font.weight: 600
                font.underline: true
                lineHeight: 1 // on one line with the name of the place
                Accessible.ignored: true
            }
        }
    }
}
