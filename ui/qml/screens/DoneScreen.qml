import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property DoneViewModel vm

    pictureShare: Theme.compact ? 0.44 : 0.52
    pictureRatio: (vm.wall as WallViewModel).ratio

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.collected
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.notCollected
        font.weight: 600
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.unseen
        font.weight: 600
    }

    picture: Wall {
        anchors.fill: parent
        wall: screen.vm.wall as WallViewModel
    }

    below: [
        Label {
            Layout.fillWidth: true
            text: screen.vm.toCome
        },
        Label {
            Layout.fillWidth: true
            text: screen.vm.receipt
            color: Theme.soft
            font.features: {
                "tnum": 1
            }
        }
    ]

    actions: [
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "reopen"
            symbol: "retry"
            text: screen.vm.reopenLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "home"
            symbol: "check"
            filled: true
            text: screen.vm.homeLabel
        }
    ]
}
