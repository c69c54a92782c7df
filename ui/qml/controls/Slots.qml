pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The entry, one box a symbol, in groups.
Row {
    id: row

    required property var places
    required property string spoken
    property bool wrong: false
    readonly property int count: repeater.count
    readonly property real spread: Theme.gap / 2
    readonly property real cell: Math.min(Theme.button, (width - (count - 1) * spread - 2 * Theme.gap) / Math.max(1, count))

    spacing: spread
    Accessible.role: Accessible.StaticText
    Accessible.name: spoken

    Repeater {
        id: repeater

        model: row.places

        Item {
            id: place

            required property string symbol
            required property bool current
            required property bool gap

            width: row.cell + (gap ? Theme.gap : 0)
            height: row.cell * 1.2

            Rectangle {
                x: place.gap ? Theme.gap : 0
                width: row.cell
                height: parent.height
                radius: Theme.radius
                color: Theme.card
                border.color: row.wrong ? Theme.alarm : place.current || place.symbol ? Theme.ink : Theme.hairline
                border.width: place.current ? Theme.outline * 2 : Theme.outline

                Label {
                    anchors.centerIn: parent
                    text: place.symbol
                    font.pixelSize: Math.round(row.cell * 0.62)
                    font.weight: 600
                    font.features: {
                        "tnum": 1
                    }
                    Accessible.ignored: true
                }
            }
        }
    }
}
