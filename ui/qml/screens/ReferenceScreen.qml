import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property ReferenceViewModel vm

    pictureShare: Theme.compact ? 0.69 : 0.56

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
        size: Theme.compact ? Theme.title : Theme.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
        visible: !screen.vm.error
    }
    ErrorLine {
        Layout.fillWidth: true
        text: screen.vm.error
    }

    picture: [
        EntryField {
            id: entry

            width: parent.width - erase.width - Theme.gap
            height: implicitHeight
            text: screen.vm.entered
            wrong: screen.vm.error.length > 0
        },
        ActionButton {
            id: erase

            anchors.right: parent.right
            tall: entry.height
            vm: screen.vm
            intent: "erase"
            symbol: "erase"
            text: screen.vm.eraseLabel
        },
        KeyGrid {
            y: entry.height + Theme.block
            width: parent.width
            vm: screen.vm
            keys: screen.vm.keys
            columns: screen.vm.columns
            room: parent.height - y
        }
    ]

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
            intent: "home"
            symbol: "leave"
            text: screen.vm.homeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "skip"
            text: screen.vm.skipLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.vm.twoWaysOut ? screen.wholeRow : 1
            vm: screen.vm
            intent: "submit"
            filled: true
            text: screen.vm.submitLabel
        }
    ]
}
