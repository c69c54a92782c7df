pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke
import ".."

// Keys of an on-screen keyboard or keypad; they fill the width they get.
Grid {
    id: grid

    required property ScreenViewModel vm
    required property var keys
    required property real room

    readonly property int keyRows: Math.ceil(keys.length / columns)
    readonly property real keyWidth: Math.floor((width - (columns - 1) * spacing) / columns)
    readonly property real keyHeight: Math.min(Theme.button * 1.4, Math.floor((room - (keyRows - 1) * spacing) / keyRows))

    spacing: Theme.mm(Theme.compact ? 2 : 3.5)

    Repeater {
        model: grid.keys

        Button {
            required property string modelData

            objectName: "key-" + modelData
            width: grid.keyWidth
            height: grid.keyHeight
            text: modelData
            textSize: Math.min(Theme.title, Math.round(height * 0.6))
            opacity: modelData === " " ? 0 : 1
            enabled: modelData !== " " && grid.vm.actions.includes("key")
            onClicked: grid.vm.actWith("key", modelData)
        }
    }
}
