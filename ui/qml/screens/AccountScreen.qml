pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property AccountViewModel vm

    pictureShare: 0.6
    pictured: vm.listed

    Label {
        Layout.fillWidth: true
        text: screen.vm.company
        font.pixelSize: Theme.title
        font.weight: 600
        color: Theme.soft
    }
    Headline {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.gap / 2
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.hint
        color: Theme.soft
    }

    picture: ListView {
        anchors.fill: parent
        clip: true
        spacing: Theme.gap
        boundsBehavior: Flickable.StopAtBounds
        model: screen.vm.pickups

        delegate: PickupCard {
            width: ListView.view.width
            enabled: screen.vm.actions.includes("toggle_pickup")
            onClicked: screen.vm.actWith("toggle_pickup", pickup)
        }

        footer: Column {
            width: ListView.view.width
            topPadding: ListView.view.count > 0 ? Theme.gap : 0
            spacing: Theme.gap

            Repeater {
                model: screen.vm.news

                NewsCard {
                    width: parent.width
                }
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
            intent: "home"
            symbol: "leave"
            text: screen.vm.homeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "shop"
            symbol: "basket"
            text: screen.vm.shopLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "papers"
            symbol: "paper"
            text: screen.vm.papersLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.vm.collectsAlone ? screen.wholeRow : 1
            vm: screen.vm
            intent: "collect"
            symbol: "open"
            filled: true
            text: screen.vm.collectLabel
        }
    ]
}
