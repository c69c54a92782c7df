import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

// A purchase that waits for somebody's word.
Page {
    id: screen

    required property ApprovalViewModel vm

    Label {
        Layout.fillWidth: true
        text: screen.vm.place
        font.pixelSize: Theme.title
        font.weight: 600
        color: Theme.soft
    }
    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.facts
    }
    Label {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap
        text: screen.vm.hint
        font.weight: screen.vm.settled ? 600 : 400
        color: screen.vm.settled ? Theme.ink : Theme.soft
    }

    actions: [
        // Both stay where they are while purchases are turned over.
        Button {
            objectName: "action-newer"
            Layout.fillWidth: true
            visible: screen.vm.several
            enabled: screen.vm.actions.includes("newer")
            opacity: enabled ? 1 : 0.4
            symbol: "back"
            text: screen.vm.previousLabel
            onClicked: screen.vm.act("newer")
        },
        Button {
            objectName: "action-older"
            Layout.fillWidth: true
            visible: screen.vm.several
            enabled: screen.vm.actions.includes("older")
            opacity: enabled ? 1 : 0.4
            symbol: "next"
            text: screen.vm.nextLabel
            onClicked: screen.vm.act("older")
        },
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
            Layout.columnSpan: Theme.landscape && screen.vm.several ? 2 : 1
            vm: screen.vm
            intent: "reject"
            symbol: "blocked"
            text: screen.vm.rejectLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: Theme.landscape && screen.vm.several ? 2 : 1
            vm: screen.vm
            intent: "approve"
            symbol: "check"
            filled: true
            text: screen.vm.approveLabel
        }
    ]
}
