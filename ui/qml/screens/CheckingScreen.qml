import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property CheckingViewModel vm

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
        size: Theme.display * 0.7
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
    }
    Item {
        implicitHeight: Theme.block
    }
    Waiting {
        Layout.fillWidth: true
    }

    actions: ActionButton {
        Layout.fillWidth: true
        Layout.columnSpan: screen.wholeRow
        vm: screen.vm
        intent: "home"
        text: screen.vm.homeLabel
    }
}
