import QtQuick
import ".."

// What is wrong with the entry: an icon, a word and the colour.
Row {
    id: line

    property string text: ""

    spacing: Theme.gap
    visible: text.length > 0

    Icon {
        id: icon
        name: "alert"
        color: Theme.alarm
        size: Theme.body * 1.1
        y: Theme.mm(0.5)
    }
    Label {
        width: line.width - icon.width - line.spacing
        text: line.text
        color: Theme.alarm
        font.weight: 600
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }
}
