import QtQuick
import QtQuick.Shapes
import ".."

// One stroke drawing from Icons.
Item {
    id: icon

    required property string name
    property color color: Theme.ink
    property real size: Theme.label
    property real stroke: 2

    implicitWidth: size
    implicitHeight: size
    visible: name.length > 0

    Shape {
        width: 24
        height: 24
        scale: icon.size / 24
        transformOrigin: Item.TopLeft

        ShapePath {
            strokeColor: icon.color
            strokeWidth: icon.stroke
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin

            PathSvg {
                path: Icons.paths[icon.name] ?? ""
            }
        }
    }
}
