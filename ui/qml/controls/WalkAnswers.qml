import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."

// What a technician can answer the commissioning walk. The usual answer is the filled one.
GridLayout {
    id: answers

    required property ServiceCommissionViewModel vm
    readonly property int text: Theme.fine * 1.15

    columns: 3
    uniformCellWidths: true
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap

    Button {
        objectName: "action-this_door"
        Layout.fillWidth: true
        Layout.columnSpan: answers.columns
        visible: answers.vm.whichOpened
        symbol: "open"
        text: answers.vm.thisDoorLabel
        tall: Theme.target
        textSize: answers.text
        filled: true
        onClicked: answers.vm.actOn("select_door", answers.vm.door)
    }
    ActionButton {
        Layout.fillWidth: true
        Layout.columnSpan: answers.columns
        vm: answers.vm
        intent: "walk_confirm"
        symbol: "check"
        text: answers.vm.confirmLabel
        tall: Theme.target
        textSize: answers.text
        filled: true
    }
    ActionButton {
        Layout.fillWidth: true
        Layout.columnSpan: answers.columns
        vm: answers.vm
        intent: "commission"
        symbol: "retry"
        text: answers.vm.againLabel
        tall: Theme.target
        textSize: answers.text
    }
    ActionButton {
        Layout.fillWidth: true
        vm: answers.vm
        intent: "walk_none"
        symbol: Theme.compact ? "" : "blocked"
        text: answers.vm.noneLabel
        tall: Theme.dense
        textSize: answers.text
    }
    ActionButton {
        Layout.fillWidth: true
        vm: answers.vm
        intent: "walk_several"
        symbol: Theme.compact ? "" : "swap"
        text: answers.vm.severalLabel
        tall: Theme.dense
        textSize: answers.text
    }
    ActionButton {
        Layout.fillWidth: true
        vm: answers.vm
        intent: "walk_skip"
        symbol: Theme.compact ? "" : "next"
        text: answers.vm.skipLabel
        tall: Theme.dense
        textSize: answers.text
    }
}
