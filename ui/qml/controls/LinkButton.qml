import QtQuick
import QtQuick.Templates as T
import ".."

// An underlined word with a full-size target around it.
T.AbstractButton {
    id: link

    implicitWidth: Math.max(Theme.target, words.implicitWidth + 2 * Theme.gap)
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
        Label {
            id: words

            anchors.centerIn: parent
            text: link.text
            font.pixelSize: Theme.small
            font.weight: 600
            font.underline: true
            Accessible.ignored: true
        }
    }
}
