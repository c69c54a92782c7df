import QtQuick
import OpenLuke.Stage
import "../../qml"

// Left: the wall, faults and the log. Right: the camera and the codes.
Window {
    id: window

    required property StageModel stage
    readonly property real below: 296
    readonly property real wallWidth: Math.min((width - 3 * Look.margin) * 0.57, (height - below - wallHead.height - 4 * Look.margin) * window.stage.wall.ratio)

    color: Theme.paper
    title: "OpenLuke: the stage"
    minimumWidth: 1100
    minimumHeight: 720

    FocusScope {
        anchors.fill: parent
        focus: true
        Keys.onEscapePressed: window.stage.camera.putAway()
        Keys.onLeftPressed: window.stage.camera.turn(-1)
        Keys.onRightPressed: window.stage.camera.turn(1)
        Keys.onUpPressed: window.stage.camera.zoom(1)
        Keys.onDownPressed: window.stage.camera.zoom(-1)

        Section {
            id: wallHead

            x: Look.margin
            y: Look.margin - 4
            width: window.wallWidth
            title: "The wall"
            hint: "Click an open door to take the parcel and close it, a closed one to spoil it."
        }

        Wall {
            id: wall
            objectName: "wall"

            anchors {
                left: wallHead.left
                top: wallHead.bottom
                topMargin: Look.gap
            }
            width: window.wallWidth
            height: width / window.stage.wall.ratio
            wall: window.stage.wall
        }

        Switches {
            id: switches
            objectName: "switches"

            anchors {
                left: wall.left
                top: wall.bottom
                topMargin: Look.margin
            }
            switches: window.stage.switches
            point: window.stage.point
        }

        Story {
            objectName: "story"
            anchors {
                left: switches.right
                leftMargin: Look.margin
                right: wall.right
                top: switches.top
                bottom: parent.bottom
                bottomMargin: Look.margin
            }
            story: window.stage.story
        }

        Section {
            id: cameraHead

            anchors {
                left: wall.right
                leftMargin: Look.margin
                top: wallHead.top
                right: parent.right
                rightMargin: Look.margin
            }
            title: "The camera"
            hint: window.stage.camera.inSight ? window.stage.camera.title : "What the kiosk sees."
        }

        Camera {
            id: camera
            objectName: "camera"

            anchors {
                left: cameraHead.left
                top: cameraHead.bottom
                topMargin: Look.gap
                right: cameraHead.right
            }
            height: width * 9 / 16
            camera: window.stage.camera
            hand: hand
        }

        CodeSheet {
            objectName: "sheet"
            anchors {
                left: camera.left
                right: camera.right
                top: camera.bottom
                topMargin: Look.margin - 4
                bottom: parent.bottom
                bottomMargin: Look.margin - Look.gap
            }
            sheet: window.stage.sheet
            hand: hand
        }

        Hand {
            id: hand

            anchors.fill: parent
            camera: window.stage.camera
            frame: camera
        }
    }
}
