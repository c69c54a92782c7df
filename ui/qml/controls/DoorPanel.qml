pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."

// The chosen door: what is known, what can be done, and why.
ColumnLayout {
    id: panel

    required property ServiceViewModel vm

    spacing: Theme.gap / 2

    Headline {
        Layout.fillWidth: true
        text: panel.vm.title
        size: Theme.title
    }
    Label {
        Layout.fillWidth: true
        text: panel.vm.prompt
        font.pixelSize: Theme.fine * 1.1
        font.weight: 600
        color: Theme.soft
    }
    FactList {
        Layout.fillWidth: true
        visible: panel.vm.chosen && !panel.vm.asking
        facts: panel.vm.facts
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap / 2
        columns: 2
        uniformCellWidths: true
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        visible: panel.vm.asking

        Repeater {
            model: panel.vm.reasons

            Button {
                required property string code
                required property string label

                objectName: "reason-" + code
                Layout.fillWidth: true
                text: label
                tall: Theme.dense
                textSize: Theme.fine * 1.15
                enabled: panel.vm.actions.includes("reason")
                onClicked: panel.vm.actWith("reason", code)
            }
        }
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap / 2
        columns: Theme.landscape ? 2 : 3
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true
        visible: panel.vm.chosen && !panel.vm.asking

        ActionButton {
            Layout.fillWidth: true
            vm: panel.vm
            intent: "open_door"
            symbol: "open"
            text: panel.vm.openLabel
            tall: Theme.dense
            textSize: Theme.fine * 1.15
            filled: true
        }
        ActionButton {
            Layout.fillWidth: true
            vm: panel.vm
            intent: "block_door"
            sensible: !panel.vm.blocked
            symbol: "blocked"
            text: panel.vm.blockLabel
            tall: Theme.dense
            textSize: Theme.fine * 1.15
        }
        ActionButton {
            Layout.fillWidth: true
            vm: panel.vm
            intent: "unblock_door"
            sensible: panel.vm.blocked
            symbol: "check"
            text: panel.vm.unblockLabel
            tall: Theme.dense
            textSize: Theme.fine * 1.15
        }
        ActionButton {
            Layout.fillWidth: true
            vm: panel.vm
            intent: "resolve_door"
            symbol: "question"
            text: panel.vm.resolveLabel
            tall: Theme.dense
            textSize: Theme.fine * 1.15
        }
    }
    AlarmList {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap / 2
        visible: !panel.vm.chosen
        alarms: panel.vm.alarms
        most: Theme.compact ? 2 : 4
    }
    ActionButton {
        Layout.topMargin: Theme.gap / 2
        vm: panel.vm
        intent: "commission"
        sensible: !panel.vm.chosen
        symbol: "unproved"
        text: panel.vm.commissionLabel
        tall: Theme.dense
        textSize: Theme.fine * 1.15
        filled: panel.vm.uncommissioned
    }
    Item {
        Layout.fillHeight: true
    }
}
