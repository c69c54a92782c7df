import QtQuick
import OpenLuke.Stage
import "../../qml"

// The hand that carries a card across the window. In front of the camera the card is drawn there.
Item {
    id: hand

    required property CameraModel camera
    required property Item frame
    property bool carrying: false
    property point at

    function pick(picture: string, title: string) {
        camera.pick(picture, title);
        carrying = true;
    }

    function grasp() {
        carrying = true;
    }

    // `place` in the window.
    function carry(place: point) {
        if (!carrying)
            return;
        at = place;
        const inside = frame.mapFromItem(null, place.x, place.y);
        camera.move(inside.x / frame.width, inside.y / frame.height);
    }

    function drop() {
        carrying = false;
        camera.drop();
    }

    Rectangle {
        visible: hand.carrying && !hand.camera.inSight && hand.camera.picture !== ""
        x: hand.at.x - width / 2
        y: hand.at.y - height / 2
        width: 128
        height: 128
        radius: Look.radius
        color: Theme.card
        border.color: Theme.ink
        border.width: 1.5

        Image {
            anchors {
                fill: parent
                margins: 4
            }
            source: hand.camera.picture
            fillMode: Image.PreserveAspectFit
            smooth: false
        }
    }
}
