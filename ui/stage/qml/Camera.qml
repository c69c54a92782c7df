import QtQuick
import OpenLuke.Stage
import "../../qml"
import "../../qml/controls"

// What the camera can see. A card that lies here is held up.
Rectangle {
    id: frame

    required property CameraModel camera
    property Hand hand: null

    color: Theme.glass
    radius: Look.radius
    clip: true

    Viewfinder {
        anchors {
            fill: parent
            margins: Look.block
        }
        visible: !frame.camera.inSight
    }

    Column {
        anchors.centerIn: parent
        visible: !frame.camera.inSight
        spacing: Look.gap

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "camera"
            size: 44
            color: Theme.inkOnGlass
            stroke: 1.6
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: "Drag a code in here"
            color: Theme.inkOnGlass
            font.pixelSize: Look.title
            font.weight: 600
        }
        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: frame.camera.simulated ? "or double-click it" : "and point your camera at it"
            color: Theme.inkOnGlass
        }
    }

    Rectangle {
        id: card

        visible: frame.camera.inSight
        x: frame.camera.x * frame.width - width / 2
        y: frame.camera.y * frame.height - height / 2
        width: code.width + height - code.height
        height: code.height * 1.06
        rotation: frame.camera.angle
        radius: 3
        color: "#FFFFFF"
        antialiasing: true

        Image {
            id: code

            anchors.centerIn: parent
            width: implicitHeight > 0 ? height * implicitWidth / implicitHeight : height
            height: frame.camera.scale * frame.height
            source: frame.camera.picture
            smooth: true
            mipmap: true
        }
    }

    Rectangle {
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        height: Look.small * 2
        color: Theme.glass
        visible: frame.camera.inSight

        Words {
            anchors.centerIn: parent
            text: "Wheel or ↑ ↓: distance  ·  Shift and wheel or ← →: turn  ·  Esc: put away"
            color: Theme.inkOnGlass
            font.pixelSize: Look.small
        }
    }

    DragHandler {
        id: drag

        enabled: frame.camera.inSight || active
        target: null
        onActiveChanged: active ? frame.hand.grasp() : frame.hand.drop()
        onCentroidChanged: if (active)
            frame.hand.carry(centroid.scenePosition)
    }
    WheelHandler {
        acceptedModifiers: Qt.NoModifier
        onWheel: event => frame.camera.zoom(event.angleDelta.y / 120)
    }
    WheelHandler {
        acceptedModifiers: Qt.ShiftModifier
        onWheel: event => frame.camera.turn((event.angleDelta.y || event.angleDelta.x) / 120)
    }
    HoverHandler {
        cursorShape: drag.active ? Qt.ClosedHandCursor : frame.camera.inSight ? Qt.OpenHandCursor : Qt.ArrowCursor
    }
}
