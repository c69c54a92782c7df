pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One corner of a frame to aim with, in hatch yellow with an ink outline: it stands on any picture.
Item {
    id: bracket

    required property bool east
    required property bool south
    readonly property int thick: Math.max(3, Theme.mm(1.5))
    readonly property int edge: Math.max(1, Theme.mm(0.5))

    Repeater {
        model: 4

        Rectangle {
            id: arm

            required property int index
            readonly property bool lies: index % 2 === 0
            // The ink first, a little larger all around.
            readonly property int more: index < 2 ? bracket.edge : 0

            x: (lies || !bracket.east ? 0 : bracket.width - bracket.thick) - more
            y: (lies && bracket.south ? bracket.height - bracket.thick : 0) - more
            width: (lies ? bracket.width : bracket.thick) + 2 * more
            height: (lies ? bracket.thick : bracket.height) + 2 * more
            color: more ? Theme.inkOnHatch : Theme.hatch
        }
    }
}
