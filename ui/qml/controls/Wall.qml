pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke
import ".."

// The front of the bank to scale. Shape, outline and number carry the message; colour only helps.
Item {
    id: wall

    required property WallViewModel wall
    property bool selectable: false
    // Only doors with a mark can be touched.
    property bool markedOnly: false
    readonly property real unit: Math.max(1, Math.round(width / 240))

    signal selected(number: int)

    Rectangle {
        anchors.fill: parent
        color: Theme.seam
        radius: wall.unit
    }

    Rectangle {
        x: wall.wall.screenLeft * wall.width + wall.unit
        y: wall.unit
        width: wall.wall.screenWide * wall.width - 2 * wall.unit
        height: wall.height - 2 * wall.unit
        color: Theme.card

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: (wall.wall.screenTop + wall.wall.screenHigh * 0.12) * wall.height
            width: parent.width * 0.84
            height: Math.min(wall.wall.screenHigh * wall.height * 0.7, width * 1.5)
            radius: wall.unit * 2
            color: Theme.ink

            Label {
                anchors.centerIn: parent
                width: parent.width - 2 * wall.unit
                horizontalAlignment: Text.AlignHCenter
                text: wall.wall.hereLabel
                color: Theme.paper
                font.pixelSize: Math.round(parent.width * 0.27)
                font.weight: 600
                lineHeight: 1.1
            }
        }
    }

    Repeater {
        model: wall.wall.cells

        WallDoor {
            unit: wall.unit
            selectable: wall.selectable && !(wall.markedOnly && look === "")
            large: wall.markedOnly || !wall.selectable
            x: cellX * wall.width
            y: cellY * wall.height
            width: cellWidth * wall.width
            height: cellHeight * wall.height
            onClicked: wall.selected(number)
        }
    }

    Rectangle {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.bottom
        }
        height: Math.max(2, wall.unit)
        color: Theme.soft
    }
}
