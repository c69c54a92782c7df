import QtQuick
import ".."

// A QR code that a phone reads, whole pixels a module. What it holds is somebody's own and stays in no cache.
Rectangle {
    id: card

    required property string holds
    required property string spoken
    property int side: 0

    width: side
    height: side
    radius: Theme.radius
    color: "#FFFFFF"
    border.color: Theme.hairline
    border.width: Theme.outline

    Image {
        readonly property int room: card.side - 2 * Theme.outline

        anchors.centerIn: parent
        cache: false
        fillMode: Image.Pad
        source: card.holds ? "image://qr/" + encodeURIComponent(card.holds) : ""
        sourceSize: Qt.size(room, room)
        smooth: false
        Accessible.role: Accessible.Graphic
        Accessible.name: card.spoken
    }
}
