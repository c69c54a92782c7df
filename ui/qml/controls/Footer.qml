import QtQuick
import ".."

// Whom to call.
Item {
    id: footer

    property string text: ""

    height: text ? words.implicitHeight + 2 * Theme.gap + (Theme.compact ? 0 : Theme.gap) : 0
    visible: text.length > 0

    Rectangle {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            leftMargin: Theme.margin
            rightMargin: Theme.margin
        }
        height: Math.max(1, Theme.mm(0.3))
        color: Theme.hairline
    }
    Label {
        id: words

        anchors {
            left: parent.left
            right: parent.right
            leftMargin: Theme.margin
            rightMargin: Theme.margin
            verticalCenter: parent.verticalCenter
        }
        text: footer.text
        color: Theme.soft
        font.pixelSize: Theme.small
    }
}
