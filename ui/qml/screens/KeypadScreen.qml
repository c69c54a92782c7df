import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property KeypadViewModel vm

    pictureShare: 0.56

    Headline { Layout.fillWidth: true; text: screen.vm.headline }
    Label { Layout.fillWidth: true; text: screen.vm.hint; color: Theme.soft; visible: !screen.vm.error }
    ErrorLine { Layout.fillWidth: true; text: screen.vm.error }
    Slots {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap
        places: screen.vm.slots
        spoken: screen.vm.entered
        wrong: screen.vm.error.length > 0
    }

    picture: KeyGrid {
        width: parent.width
        vm: screen.vm
        keys: screen.vm.keys
        columns: screen.vm.columns
        room: parent.height
    }

    actions: [
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "back"
            symbol: "back"
            text: screen.vm.backLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "erase"
            symbol: "erase"
            text: screen.vm.eraseLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.actionColumns
            vm: screen.vm
            intent: "submit"
            filled: screen.vm.complete
            text: screen.vm.submitLabel
        }
    ]
}
