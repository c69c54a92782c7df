import QtQuick
import ".."

// Something is under way: a bar that travels, slowly, and never blinks.
Rectangle {
    id: track

    implicitHeight: Theme.mm(Theme.compact ? 2 : 3)
    radius: height / 2
    color: Theme.hairline
    clip: true

    Rectangle {
        id: bar

        width: track.width * 0.3
        height: track.height
        radius: track.radius
        color: Theme.ink

        SequentialAnimation on x {
            running: Theme.motion && track.visible
            loops: Animation.Infinite
            NumberAnimation {
                from: 0
                to: track.width - bar.width
                duration: 1200
                easing.type: Easing.InOutSine
            }
            NumberAnimation {
                from: track.width - bar.width
                to: 0
                duration: 1200
                easing.type: Easing.InOutSine
            }
        }
    }
}
