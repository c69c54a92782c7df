pragma Singleton
import QtQuick
import OpenLuke

// The one picture of the camera, lent to whichever Preview came last. PySide 6.11 frees nothing of an item that QML made
// of a Python type, some 14 KB each: one made with every screen would grow for as long as people come.
QtObject {
    property Item holder: null
    property string path: ""

    readonly property CameraPreview picture: CameraPreview {
        parent: LivePicture.holder
        anchors.fill: parent
        z: -1 // below all that the holder draws
        path: LivePicture.holder ? LivePicture.path : ""
        radius: Theme.radius * 2
        ground: Theme.glass
        around: Theme.paper
        Accessible.ignored: true
    }
}
