import QtQuick
import ".."

// The one sentence of a screen.
Label {
    property int size: Theme.headline

    font.pixelSize: size
    font.weight: 700
    font.letterSpacing: -0.022 * size
    lineHeight: 1.06
    Accessible.role: Accessible.Heading
    Accessible.name: text
}
