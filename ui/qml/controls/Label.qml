import QtQuick
import ".."

// Every text of the product. Wraps, never elides.
Text {
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    lineHeight: 1.18
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
    visible: text.length > 0
}
