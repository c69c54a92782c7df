import QtQuick
import ".."

// 4 px hatch inside 4 px ink: seen on every ground, by day and by night.
Rectangle {
    id: ring

    required property Item of

    anchors.fill: parent
    anchors.margins: -Theme.ring - Theme.ring / 2
    color: "transparent"
    radius: Theme.radius + Theme.ring
    border.color: Theme.ink
    border.width: Theme.ring
    visible: of.activeFocus && (of as Item).visible

    Rectangle {
        anchors.fill: parent
        anchors.margins: Theme.ring
        color: "transparent"
        radius: Theme.radius
        border.color: Theme.hatch
        border.width: Theme.ring
    }
}
