pragma Singleton
import QtQuick

// Sizes are millimetres of the configured glass, turned to pixels here and nowhere else. Main.qml sets the first block.
QtObject {
    id: theme

    property real pxPerMm: 4
    property bool landscape: false
    // A 10.1" terminal: read at 400 mm, where 4.9 mm capitals do what 6.1 mm do at 500 mm (EN 301 549, 5.1.4).
    property bool compact: false
    property bool night: false
    property bool motion: true

    readonly property string family: "Inter"

    readonly property color paper: night ? "#0C1A24" : "#F4F3EE"
    readonly property color ink: night ? "#F3F1EA" : "#10222F"
    readonly property color soft: night ? "#9FB2BF" : "#44545F"
    readonly property color softOnSteel: night ? "#B0C0CB" : "#3C4A54"
    readonly property color steel: night ? "#1D3342" : "#DFE3E4"
    readonly property color seam: night ? "#33505F" : "#BCC4C7"
    readonly property color card: night ? "#132634" : "#FFFFFF"
    readonly property color hairline: night ? "#2A414F" : "#CDD1D0"
    readonly property color hatch: "#FFC62E"
    readonly property color inkOnHatch: "#10222F"
    readonly property color alarm: night ? "#FF8A7A" : "#9E221B"
    readonly property color glass: "#132634"
    readonly property color inkOnGlass: "#F3F1EA"
    readonly property color scrim: night ? "#D905101A" : "#D910222F"

    readonly property int gap: mm(compact ? 2.5 : 4)
    readonly property int block: mm(compact ? 3.5 : 8)
    readonly property int margin: mm(compact ? 7 : 16)
    readonly property int radius: mm(compact ? 1.6 : 2)
    readonly property int outline: Math.max(1, mm(0.7))
    readonly property int ring: Math.max(4, mm(1))

    // 24 mm buttons and 20 mm targets; a 136 mm high glass has room for 15 and 14, and for letter keys of 12 x 16.
    readonly property int button: mm(compact ? 15 : 24)
    readonly property int target: mm(compact ? 14 : 20)
    readonly property int dense: mm(14)
    readonly property int header: mm(compact ? 14.5 : 26)

    // Read at 2 m: a numeral of 24 mm or more (0.7 degrees).
    readonly property int display: mm(compact ? 24 : 50)
    readonly property int headline: mm(compact ? 12 : 25)
    readonly property int title: mm(compact ? 8 : 13)
    readonly property int body: mm(compact ? 6.8 : 11)
    readonly property int label: mm(compact ? 6.8 : 10)
    readonly property int small: mm(compact ? 6.7 : 8.5)
    readonly property int fine: mm(compact ? 4.4 : 6.2)

    readonly property int slide: motion ? 120 : 0
    readonly property int pulse: motion ? 200 : 0

    function mm(millimetres: real): int {
        return Math.round(millimetres * theme.pxPerMm);
    }
}
