import QtQuick
import "../../qml"

// A heading and what to do there.
Row {
    id: section

    required property string title
    required property string hint

    spacing: Look.block * 0.75

    Words {
        id: head

        text: section.title
        font.pixelSize: Look.title
        font.weight: 700
        wrapMode: Text.NoWrap
        Accessible.role: Accessible.Heading
    }
    Words {
        anchors.baseline: head.baseline
        width: section.width - x
        text: section.hint
        color: Theme.soft
        elide: Text.ElideRight
        wrapMode: Text.NoWrap
    }
}
