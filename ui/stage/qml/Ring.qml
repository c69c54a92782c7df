import QtQuick
import "../../qml"

// Where the keyboard is: hatch inside ink.
Rectangle {
    id: ring

    required property Item of

    anchors.fill: parent
    anchors.margins: -2 * Look.ring
    color: "transparent"
    radius: Look.radius + 2 * Look.ring
    border.color: Theme.ink
    border.width: Look.ring
    visible: ring.of.activeFocus

    Rectangle {
        anchors.fill: parent
        anchors.margins: Look.ring
        color: "transparent"
        radius: Look.radius + Look.ring
        border.color: Theme.hatch
        border.width: Look.ring
    }
}
