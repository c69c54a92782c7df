pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke
import ".."

// What the camera sees, mirrored, with corners to aim at. They go to the code that is held up and close around it as
// it gets readable; what to do next stands in words below.
Item {
    id: preview

    property string path
    readonly property CameraPreview picture: LivePicture.picture
    property list<string> words
    readonly property string advice: words[picture.advice] ?? ""
    readonly property real inset: width * 0.06
    readonly property bool follows: picture.targetSide > 0 && Theme.motion

    Binding {
        target: LivePicture
        property: "path"
        value: preview.path
        when: LivePicture.holder === preview
        restoreMode: Binding.RestoreNone
    }
    Component.onCompleted: LivePicture.holder = preview

    Icon {
        anchors.centerIn: parent
        visible: !preview.picture.live
        name: "camera"
        size: Theme.mm(24)
        stroke: 1.4
        color: Theme.inkOnGlass
    }

    Item {
        id: target

        objectName: "target"
        readonly property real side: Math.max(preview.picture.targetSide * 1.15, Theme.target)
        readonly property real room: Theme.mm(2)
        readonly property real west: preview.follows ? Math.max(room, preview.picture.targetX - side / 2) : preview.inset
        readonly property real north: preview.follows ? Math.max(room, preview.picture.targetY - side / 2) : preview.inset
        readonly property real east: preview.follows ? Math.min(preview.width - room, preview.picture.targetX + side / 2) : preview.width - preview.inset
        readonly property bool makesRoom: saying.visible || !Theme.motion // for the words, which hide no corner
        readonly property real floor: makesRoom ? saying.y : preview.height
        readonly property real south: preview.follows ? Math.min(floor - room, preview.picture.targetY + side / 2) : floor - (makesRoom ? room : preview.inset)
        readonly property real arm: preview.follows ? Math.min(width, height) * (0.15 + 0.35 * preview.picture.near) : preview.width * 0.075

        x: Math.round(west)
        y: Math.round(north)
        width: Math.round(east - west)
        height: Math.round(south - north)
        visible: width > 0 && height > 0

        Repeater {
            model: 4

            Bracket {
                required property int index

                east: index % 2 === 1
                south: index > 1
                x: east ? parent.width - width : 0
                y: south ? parent.height - height : 0
                width: Math.round(target.arm)
                height: width
            }
        }
    }

    Rectangle {
        id: saying

        visible: preview.advice.length > 0
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
            margins: Theme.gap
        }
        height: said.implicitHeight + 2 * Theme.gap
        radius: Theme.radius
        color: Theme.glass

        Label {
            id: said

            objectName: "aimAdvice"
            anchors {
                left: parent.left
                right: parent.right
                verticalCenter: parent.verticalCenter
                margins: Theme.gap
            }
            text: preview.advice
            color: Theme.inkOnGlass
            font.weight: 600
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }
    }
}
