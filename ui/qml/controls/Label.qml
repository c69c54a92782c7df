import QtQuick
import ".."

// Every text of the product. Wraps, never elides.
Text {
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Theme.body
    lineHeight: Theme.compact ? 1.02 : 1.14
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
    visible: text.length > 0
}
