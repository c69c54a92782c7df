pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property CheckoutViewModel vm

    pictureShare: 0.58

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
        size: Theme.compact ? Theme.title * 1.2 : Theme.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        font.features: {
            "tnum": 1
        }
    }
    Waiting {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap
        visible: screen.vm.asking
    }
    Label {
        Layout.fillWidth: true
        Layout.topMargin: Theme.gap
        visible: text.length > 0 && !screen.vm.asking
        text: screen.vm.references
        font.weight: 600
    }

    picture: Column {
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: screen.vm.ways

            WayCard {
                width: parent.width
                enabled: offered && screen.vm.actions.includes("deliver")
                onClicked: screen.vm.actWith("deliver", way)
            }
        }
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
            intent: "change_reference"
            symbol: "keypad"
            text: screen.vm.changeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "ask_again"
            symbol: "retry"
            filled: true
            text: screen.vm.againLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: 2 // the amount is never broken
            vm: screen.vm
            intent: "buy"
            symbol: "check"
            filled: true
            text: screen.vm.buyLabel
        }
    ]
}
