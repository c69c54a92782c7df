import QtQuick
import ".."

// One calm line on what does not work just now, or on what one is asked to do.
Rectangle {
    id: line

    property string text: ""
    property bool asks: false
    readonly property color ink: asks ? Theme.ink : Theme.softOnSteel

    height: text ? words.implicitHeight + Theme.gap * 1.5 : 0
    visible: text.length > 0
    color: Theme.steel

    Icon {
        id: icon

        anchors {
            left: parent.left
            leftMargin: Theme.margin
            verticalCenter: parent.verticalCenter
        }
        name: line.asks ? "open" : "info"
        size: Theme.small
        color: line.ink
    }
    Label {
        id: words

        anchors {
            left: icon.right
            leftMargin: Theme.gap
            right: parent.right
            rightMargin: Theme.margin
            verticalCenter: parent.verticalCenter
        }
        text: line.text
        font.pixelSize: Theme.small
        color: line.ink
    }
}
