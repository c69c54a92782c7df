import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property PurchaseViewModel vm

    pictured: vm.receipt.length > 0

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.advice
    }
    Waiting {
        Layout.fillWidth: true
        Layout.topMargin: Theme.block
        visible: screen.vm.waiting
    }

    picture: FactCard {
        width: parent.width
        height: Theme.landscape ? parent.height : Math.min(implicitHeight, parent.height)
        symbol: screen.vm.bought ? "check" : "question"
        label: screen.vm.receiptLabel
        fact: screen.vm.receipt
        detail: screen.vm.amount
    }

    actions: [
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "back"
            symbol: "back"
            text: screen.vm.accountLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "home"
            symbol: screen.vm.bought ? "check" : "leave"
            filled: screen.vm.bought
            text: screen.vm.homeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "ask_again"
            symbol: "retry"
            filled: true
            text: screen.vm.againLabel
        }
    ]
}
