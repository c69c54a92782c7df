pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke.Stage
import "../../qml"

// The front of the bank to scale, doors live.
Item {
    id: front

    required property WallModel wall

    opacity: front.wall.connected ? 1 : 0.5

    Rectangle {
        anchors.fill: parent
        color: Theme.seam
        radius: 2
    }

    Rectangle {
        x: front.wall.screenLeft * front.width + 2
        y: 2
        width: front.wall.screenWide * front.width - 4
        height: front.height - 4
        color: Theme.card

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: (front.wall.screenTop + front.wall.screenHigh * 0.12) * front.height
            width: parent.width * 0.72
            height: Math.min(front.wall.screenHigh * front.height * 0.7, width * 1.5)
            radius: 4
            color: Theme.glass

            Words {
                anchors.centerIn: parent
                text: "Kiosk"
                color: Theme.inkOnGlass
                font.weight: 600
            }
        }
    }

    Repeater {
        model: front.wall.doors

        Door {
            x: cellX * front.width
            y: cellY * front.height
            width: cellWidth * front.width
            height: cellHeight * front.height
            onClicked: isOpen ? front.wall.take(number) : menu.openFor(this)
            onMenuWanted: menu.openFor(this)
        }
    }

    Rectangle {
        anchors {
            left: parent.left
            right: parent.right
            top: parent.bottom
        }
        height: 3
        color: Theme.soft
    }

    Words {
        anchors.centerIn: parent
        visible: !front.wall.connected
        text: "The boards are starting"
        font.pixelSize: Look.title
        font.weight: 700
    }

    DoorMenu {
        id: menu
        wall: front.wall
    }
}
