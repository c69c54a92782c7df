import QtQuick
import ".."

// What has been entered so far, with a caret at its end.
Rectangle {
    id: field

    property string text: ""
    property bool wrong: false

    implicitHeight: Theme.button * 1.1
    radius: Theme.radius
    color: Theme.card
    border.color: wrong ? Theme.alarm : Theme.ink
    border.width: Theme.outline * 2
    Accessible.role: Accessible.EditableText
    Accessible.name: text

    Label {
        id: entry

        anchors {
            left: parent.left
            leftMargin: Theme.gap * 1.5
            right: parent.right
            rightMargin: Theme.gap * 1.5
            verticalCenter: parent.verticalCenter
        }
        text: field.text
        font.pixelSize: Theme.title
        font.weight: 600
        font.letterSpacing: 0.04 * Theme.title
        font.features: {
            "tnum": 1
        }
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        Accessible.ignored: true
    }
    Rectangle {
        x: entry.x + (field.text ? Math.min(entry.contentWidth, entry.width) + Theme.gap / 2 : 0)
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.outline
        height: parent.height * 0.56
        color: Theme.ink
    }
}
