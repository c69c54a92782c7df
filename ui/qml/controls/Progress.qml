pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One bar a parcel: those behind and the one at hand are filled.
Row {
    id: progress

    required property int reached
    required property int total

    height: Theme.mm(Theme.compact ? 2 : 3)
    spacing: Theme.gap / 2
    visible: total > 1

    Repeater {
        model: progress.total

        Rectangle {
            required property int index

            width: (progress.width - (progress.total - 1) * progress.spacing) / progress.total
            height: progress.height
            radius: height / 2
            color: index < progress.reached ? Theme.ink : Theme.hairline
        }
    }
}
