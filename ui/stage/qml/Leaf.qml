import QtQuick
import QtQuick.Shapes
import "../../qml"

// The leaf of a door on its left hinge. The far edge swings towards the reader: narrower, and lower than the frame.
Shape {
    id: leaf

    required property real full
    required property real tall
    required property real swing
    readonly property real edge: full * (1 - 0.72 * swing)
    readonly property real out: Math.min(7, tall * 0.12) * swing

    visible: swing > 0

    ShapePath {
        fillColor: Theme.hatch
        strokeColor: Theme.ink
        strokeWidth: 1.5
        joinStyle: ShapePath.RoundJoin
        startX: 0
        startY: 0
        PathLine {
            x: leaf.edge
            y: leaf.out
        }
        PathLine {
            x: leaf.edge
            y: leaf.tall + leaf.out
        }
        PathLine {
            x: 0
            y: leaf.tall
        }
        PathLine {
            x: 0
            y: 0
        }
    }
}
