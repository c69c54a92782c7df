import QtQuick
import "../../qml"

// Every text of the stage.
Text {
    color: Theme.ink
    font.family: Theme.family
    font.pixelSize: Look.body
    lineHeight: 1.15
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
    visible: text.length > 0
}
