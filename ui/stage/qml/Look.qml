pragma Singleton
import QtQuick

// Sizes of a desktop tool, in pixels; colours and typeface are the kiosk's own (ui/qml/Theme.qml).
QtObject {
    readonly property int gap: 8
    readonly property int block: 16
    readonly property int margin: 24
    readonly property int radius: 5

    readonly property int title: 19
    readonly property int body: 14
    readonly property int small: 12

    readonly property int row: 34
    readonly property int ring: 2
    readonly property int quick: 120
}
