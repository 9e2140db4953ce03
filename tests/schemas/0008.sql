BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0008');
CREATE TABLE controles (
	asset VARCHAR(32) NOT NULL, 
	regle VARCHAR(64) NOT NULL, 
	portee VARCHAR(10) NOT NULL, 
	severite VARCHAR(10) NOT NULL, 
	reussi BOOLEAN NOT NULL, 
	juges BIGINT NOT NULL, 
	fautifs BIGINT NOT NULL, 
	phrase TEXT NOT NULL, 
	exemples TEXT NOT NULL, 
	CONSTRAINT pk_controles PRIMARY KEY (asset, regle, portee), 
	CONSTRAINT ck_controles_severite CHECK (severite IN ('critical', 'warning'))
);
INSERT INTO "controles" VALUES('magasins','magasins_id_present','','critical',1,2,0,'Chaque magasin a un identifiant.','[]');
INSERT INTO "controles" VALUES('magasins','magasins_id_unique','','critical',1,2,0,'Chaque identifiant de magasin n’apparaît qu’une fois.','[]');
INSERT INTO "controles" VALUES('magasins','magasins_ville_connue','','warning',1,2,0,'La ville de chaque magasin est connue.','[]');
INSERT INTO "controles" VALUES('magasins','magasins_salaries_connus','','warning',1,2,0,'Le nombre de salariés de chaque magasin est connu.','[]');
INSERT INTO "controles" VALUES('magasins','magasins_salaries_plausibles','','warning',1,2,0,'Chaque magasin a entre 1 et 10 000 salariés.','[]');
INSERT INTO "controles" VALUES('produits','produits_id_present','','critical',1,3,0,'Chaque produit a un identifiant.','[]');
INSERT INTO "controles" VALUES('produits','produits_id_unique','','critical',1,3,0,'Chaque identifiant de produit n’apparaît qu’une fois.','[]');
INSERT INTO "controles" VALUES('produits','produits_prix_entier','','critical',1,3,0,'Les prix sont comptés au dix-millième d’euro, sans arrondi.','[]');
INSERT INTO "controles" VALUES('produits','produits_prix_plausible','','critical',1,3,0,'Aucun prix n’est négatif ni supérieur au prix plausible.','[]');
INSERT INTO "controles" VALUES('produits','produits_prix_connu','','warning',1,3,0,'Chaque produit a un prix.','[]');
INSERT INTO "controles" VALUES('produits','produits_prix_non_nul','','warning',1,3,0,'Aucun produit n’est à 0 €.','[]');
INSERT INTO "controles" VALUES('produits','produits_stock_positif','','critical',1,3,0,'Aucun stock n’est négatif.','[]');
INSERT INTO "controles" VALUES('produits','produits_stock_connu','','warning',1,3,0,'Le stock de chaque produit est connu.','[]');
INSERT INTO "controles" VALUES('produits','produits_nom_connu','','warning',1,3,0,'Chaque produit a un nom.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_produit_connu','','critical',1,2,0,'Chaque vente porte un produit du catalogue.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_magasin_connu','','critical',1,2,0,'Chaque vente porte un magasin connu.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_date_presente','','critical',1,2,0,'Chaque vente a une date.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_date_plausible','','critical',1,2,0,'Chaque vente est datée entre 1990 et aujourd’hui.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_quantite_non_nulle','','critical',1,2,0,'Aucune vente ne porte sur zéro article.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_quantite_plausible','','critical',1,2,0,'Aucune ligne ne dépasse la quantité plausible, vendue ou rendue.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_prix_present','','critical',1,2,0,'Chaque vente a un prix.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_prix_plausible','','critical',1,2,0,'Aucun prix appliqué n’est négatif ni supérieur au prix plausible.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_prix_non_nul','','warning',1,2,0,'Aucune vente n’est à 0 €.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_total_entier','','critical',1,2,0,'Les totaux sont comptés au dix-millième d’euro, sans arrondi.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_total_plausible','','critical',1,2,0,'Aucune ligne ne dépasse le montant plausible, vendu ou rendu.','[]');
INSERT INTO "controles" VALUES('ventes','ventes_part_des_retours','','warning',1,2,0,'Les retours ne dépassent pas la moitié des lignes.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_date_presente','','critical',1,1,0,'Chaque total porte un jour.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_date_unique','','critical',1,1,0,'Chaque jour n’a qu’un total.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_lignes_concordants','','critical',1,1,0,'Pour chaque jour, le nombre de lignes est le même dans les ventes et dans les totaux du jour, des magasins et des produits.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_lignes_lus','','critical',1,1,0,'Pour chaque jour, le nombre de lignes est le même dans la table des ventes et dans les fichiers lus.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_quantite_concordants','','critical',1,1,0,'Pour chaque jour, la quantité vendue est la même dans les ventes et dans les totaux du jour, des magasins et des produits.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_quantite_lus','','critical',1,1,0,'Pour chaque jour, la quantité vendue est la même dans la table des ventes et dans les fichiers lus.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_ca_concordants','','critical',1,1,0,'Pour chaque jour, le chiffre d’affaires est le même dans les ventes et dans les totaux du jour, des magasins et des produits.','[]');
INSERT INTO "controles" VALUES('totaux','totaux_ca_lus','','critical',1,1,0,'Pour chaque jour, le chiffre d’affaires est le même dans la table des ventes et dans les fichiers lus.','[]');
CREATE TABLE empreintes (
	objet VARCHAR(32) NOT NULL, 
	portee TEXT NOT NULL, 
	empreinte VARCHAR(16) NOT NULL, 
	CONSTRAINT pk_empreintes PRIMARY KEY (objet, portee)
);
INSERT INTO "empreintes" VALUES('sqlite_master','','ff32c1eee38fd896');
INSERT INTO "empreintes" VALUES('magasins','','f33fca46efb20dc6');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-09','10d570c741da3e63');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-10','634dc4d18e5decba');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-11','b6d8d518a91286ca');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-12','1540505de8a02edb');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-13','03217ce026a3db56');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-14','36dc708b46e8424c');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-09','4afd11d02d88c1c0');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-10','bf8f04bb55c31e61');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-11','ea4052c41bce26bf');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-12','8d9ac53231f30cba');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-13','fa0c7deb31933031');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-14','e916dbceb2706ba9');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-09','e82258ad6de11abe');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-10','00bd1c676f642501');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-11','d111f12f021dffcf');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-12','2db66d72a8bc58c9');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-13','782741add5f68e57');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-14','0578f182a46cf205');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-09','7daea4485c61d8e2');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-10','35ce33637708be4b');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-11','45be73b1b22970cf');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-12','65b1f1c7ba9286a5');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-13','1e9c8c2d1f6c5abc');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-14','6c074a27482bf956');
INSERT INTO "empreintes" VALUES('produits','','9326b923411f51b7');
INSERT INTO "empreintes" VALUES('prix_historique','','002fbc998b085fc5');
INSERT INTO "empreintes" VALUES('valeurs_historique','','e35ef337e059e3de');
INSERT INTO "empreintes" VALUES('rejets','5','fa213abf15603925');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-01 1','9a883dfb2b53037f');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-01 2','9fb66ebbe5f3156d');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-02 1','2e8823c3d04ebd07');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-03 1','2dec32d5791911d7');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-03 2','99325a15ea3422ea');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-04 1','93bd6d5cc8b39c09');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-05 1','37c78febcdc123b1');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-05 2','679b34e1e8681c72');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-06 1','0c54ac6e371db497');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-06 2','74e6989330d293b3');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-07 1','9ed6ea6c093763a7');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-07 2','fc5095e729faedc4');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-08 1','8d5dced584680b3b');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-09 2','3b9efa52c6f787a2');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-10 1','c0645737ea8039c7');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-11 2','ff2ec2a535086622');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-12 1','853e2d41292ee29b');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-13 2','4a2e2ec1c816faf2');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-14 1','0222090da1ada7bb');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-01','0bae2dbb3cd5e19e');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-02','31afb4565c8bf090');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-03','b378f31d4025f847');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-04','8a0207416e316932');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-05','371f9d8185890772');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-06','f68ab7100a5d1921');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-07','b4e43995ee74c4f4');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-08','48850b2cb4eb1f60');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-01','28de2fafba8cd054');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-02','3d402c48b9f4f338');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-03','0f87dc71b11f7ad6');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-04','d54ddc64a311f53f');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-05','41497e4974496b59');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-06','e30b41333a9e88ad');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-07','212115c068621f32');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-08','5d09339963d5d19e');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-01','af00799cf731dbcf');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-02','931a7a8e7bd5ea3c');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-03','70fcc718845c95e2');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-04','d5e4827705d3ab2d');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-05','95d954fb0bd3908d');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-06','1c0a6724f44c20d9');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-07','ab50ea15acd7fd77');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-08','c1f7620683ed67b2');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-01','369ba45bd02a1259');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-02','2d4aab3c3deb72c7');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-03','76de9d014b3c272a');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-04','fbe2feba637e5c63');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-05','470f60969babc2b8');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-06','1170c58fd0966fb6');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-07','adb2dedbe2affe79');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-08','f8454cf56def0fc7');
INSERT INTO "empreintes" VALUES('totaux_valeur_magasin','2025-10-06','dae7f9f4d71a0cff');
INSERT INTO "empreintes" VALUES('totaux_valeur_produit','2025-10-06','424312d0459faf1a');
INSERT INTO "empreintes" VALUES('rectifications','2025-10-02','b8a0d238ab44af7a');
INSERT INTO "empreintes" VALUES('rectifications','2025-10-04','4adbdbfd22886426');
INSERT INTO "empreintes" VALUES('rectifications','2025-10-05','4fcf599d2a60ddf5');
INSERT INTO "empreintes" VALUES('rectifications','2025-10-06','01c7d3154476ca36');
INSERT INTO "empreintes" VALUES('rectifications','2025-10-08','288dd1343182adcc');
INSERT INTO "empreintes" VALUES('rejets','3','ff9ac16a9b9d0584');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-15 1','9278dbb06689e1f8');
INSERT INTO "empreintes" VALUES('totaux_magasin_jour','2025-10-15 2','c401110c65917c12');
INSERT INTO "empreintes" VALUES('totaux_produit_jour','2025-10-15','a9a22140f52a63db');
INSERT INTO "empreintes" VALUES('totaux_jour','2025-10-15','ac744fe3095cf320');
INSERT INTO "empreintes" VALUES('totaux_mois','2025-10','664c4544b7cfa29c');
INSERT INTO "empreintes" VALUES('totaux_tickets','2025-10-15','2c76539155fff2ec');
INSERT INTO "empreintes" VALUES('totaux_heures','2025-10-15','f532ea8bdfc6a522');
INSERT INTO "empreintes" VALUES('livraisons','0','2a787edd728f6e71');
INSERT INTO "empreintes" VALUES('controles','','deabefe0601122a3');
CREATE TABLE lignes_acceptees (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	prix_unitaire_e4 BIGINT NOT NULL, 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_lignes_acceptees PRIMARY KEY (date, "ID_magasin", "ID_produit", quantite_e3, prix_unitaire_e4), 
	CONSTRAINT fk_lignes_acceptees_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
CREATE TABLE livraisons (
	livraison INTEGER NOT NULL, 
	nom TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	genre VARCHAR(10) NOT NULL, 
	jour DATE, 
	octets BIGINT NOT NULL, 
	recue_le DATETIME NOT NULL, 
	lignes BIGINT NOT NULL, 
	acceptees BIGINT NOT NULL, 
	rejetees BIGINT NOT NULL, 
	vides BIGINT NOT NULL, 
	statut VARCHAR(10) NOT NULL, 
	message TEXT NOT NULL, identiques BIGINT DEFAULT '0' NOT NULL, correspondances TEXT, 
	CONSTRAINT pk_livraisons PRIMARY KEY (livraison), 
	CONSTRAINT ck_livraisons_genre CHECK (genre IN ('produits', 'magasins', 'historique', 'jour')), 
	CONSTRAINT ck_livraisons_statut CHECK (statut IN ('recue', 'lue', 'chargee', 'en_attente', 'refusee', 'doublon')), 
	CONSTRAINT ck_livraisons_compte CHECK (lignes = acceptees + rejetees + vides)
);
INSERT INTO "livraisons" VALUES(1,'produits.csv','22df74287f336c9162b55646cbf327dc4587b424de650a382413ec09d28b57d1','produits',NULL,139,'2025-10-20 12:00:00.000000',2,2,0,0,'chargee','',0,'{}');
INSERT INTO "livraisons" VALUES(2,'magasins.csv','239001209ca92076c43fc2bf7e6470d1f07bfb83340075c50b00499d93a39cc0','magasins',NULL,55,'2025-10-20 12:00:00.000000',2,2,0,0,'chargee','',0,'{}');
INSERT INTO "livraisons" VALUES(3,'ventes.csv','a0fb5dd87e1b58d7ee4a4e2663d65d60b08836a05eefa08377ae681e038e3074','historique',NULL,966,'2025-10-20 12:00:00.000000',34,16,18,0,'chargee','ventes.csv, ligne 16, colonne ID_produit : produit inconnu (Z) ; 8 lignes en quarantaine. Ajoutez le produit à produits.csv : la reprise est automatique.',0,'{}');
INSERT INTO "livraisons" VALUES(4,'produits.csv','dbd913a52e2bc9eb618915fd088fe4ea54f8fdb5c5638b6aa0ddbe0b808df083','produits',NULL,173,'2025-10-20 12:00:00.000000',3,3,0,0,'chargee','',0,'{}');
INSERT INTO "livraisons" VALUES(5,'ventes.csv','05a2f6d3ac2087148962c665d03c80beef24ab585dd46c2bccc178cbcbd8c3c8','historique',NULL,966,'2025-10-20 12:00:00.000000',34,32,2,0,'chargee','',0,'{}');
INSERT INTO "livraisons" VALUES(6,'ventes_2025-10-15.csv','b58b8d6fce7889405e40a9ac51cff3c0c86e100ee3296520c02acf42d5a247b3','jour','2025-10-15',95,'2025-10-20 12:00:00.000000',2,2,0,0,'chargee','',0,'{}');
CREATE TABLE magasins (
	"ID_magasin" TEXT NOT NULL, 
	numero INTEGER NOT NULL, 
	ville TEXT, 
	nombre_salaries BIGINT, 
	actif BOOLEAN NOT NULL, 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_magasins PRIMARY KEY ("ID_magasin"), 
	CONSTRAINT ck_magasins_id CHECK ("ID_magasin" <> ''), 
	CONSTRAINT ck_magasins_salaries CHECK (nombre_salaries >= 0), 
	CONSTRAINT ck_magasins_numero CHECK (numero BETWEEN 1 AND 9999), 
	CONSTRAINT fk_magasins_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison), 
	CONSTRAINT uq_magasins_numero UNIQUE (numero)
);
INSERT INTO "magasins" VALUES('1',1,'Lyon',3,1,2);
INSERT INTO "magasins" VALUES('2',2,'Paris',2,1,2);
CREATE TABLE passages (
	passage INTEGER NOT NULL, 
	apres INTEGER NOT NULL, 
	jour DATE NOT NULL, 
	decisions TEXT NOT NULL, 
	CONSTRAINT pk_passages PRIMARY KEY (passage)
);
INSERT INTO "passages" VALUES(1,3,'2025-10-20','{"catalogue": true}');
INSERT INTO "passages" VALUES(2,3,'2025-10-20','{}');
INSERT INTO "passages" VALUES(3,6,'2025-10-20','{"catalogue": true}');
INSERT INTO "passages" VALUES(4,6,'2025-10-20','{}');
CREATE TABLE prix_historique (
	"ID_produit" TEXT NOT NULL, 
	valable_du DATE NOT NULL, 
	valable_au DATE, 
	prix_e4 BIGINT NOT NULL, 
	prix NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_e4" / 10000.0), 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_prix_historique PRIMARY KEY ("ID_produit", valable_du), 
	CONSTRAINT ck_prix_historique_prix CHECK (prix_e4 >= 0), 
	CONSTRAINT ck_prix_historique_periode CHECK (valable_au >= valable_du), 
	CONSTRAINT "fk_prix_historique_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit"), 
	CONSTRAINT fk_prix_historique_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "prix_historique" VALUES('A','2025-10-02','2025-10-19',32000,1);
INSERT INTO "prix_historique" VALUES('B','2025-10-20',NULL,120000,1);
INSERT INTO "prix_historique" VALUES('Z','2025-10-20',NULL,50000,4);
INSERT INTO "prix_historique" VALUES('A','2025-10-20',NULL,34000,4);
CREATE TABLE produits (
	"ID_produit" TEXT NOT NULL, 
	nom TEXT, 
	prix_e4 BIGINT, 
	prix NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_e4" / 10000.0), 
	stock BIGINT, 
	actif BOOLEAN NOT NULL, 
	livraison INTEGER NOT NULL, rayon TEXT, fournisseur TEXT, cout_e4 BIGINT, cout NUMERIC(18, 4) GENERATED ALWAYS AS ("cout_e4" / 10000.0), taux_tva_e4 INTEGER, taux_tva NUMERIC(5, 2) GENERATED ALWAYS AS ("taux_tva_e4" / 100.0), ttc BOOLEAN, 
	CONSTRAINT pk_produits PRIMARY KEY ("ID_produit"), 
	CONSTRAINT ck_produits_id CHECK ("ID_produit" <> ''), 
	CONSTRAINT ck_produits_prix CHECK (prix_e4 >= 0), 
	CONSTRAINT ck_produits_stock CHECK (stock >= 0), 
	CONSTRAINT fk_produits_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "produits" VALUES('A','Café',34000,40,1,4,'Épicerie','Torréfacteur',12000,550,NULL);
INSERT INTO "produits" VALUES('B','Bol',120000,5,1,4,'Maison','Potier',60000,2000,NULL);
INSERT INTO "produits" VALUES('Z','Thé',50000,9,1,4,'Épicerie',NULL,20000,550,NULL);
CREATE TABLE rectifications (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	rang INTEGER NOT NULL, 
	livraison INTEGER NOT NULL, 
	lignes_avant BIGINT NOT NULL, 
	lignes_apres BIGINT NOT NULL, 
	quantite_avant_e3 BIGINT NOT NULL, 
	quantite_apres_e3 BIGINT NOT NULL, 
	ca_avant_e4 BIGINT NOT NULL, 
	ca_apres_e4 BIGINT NOT NULL, quantite_avant NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_avant_e3" / 1000.0), quantite_apres NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_apres_e3" / 1000.0), 
	CONSTRAINT pk_rectifications PRIMARY KEY (date, "ID_magasin", rang), 
	CONSTRAINT "fk_rectifications_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin"), 
	CONSTRAINT fk_rectifications_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "rectifications" VALUES('2025-10-02','1',1,5,1,3,3000,7000,96000,242000);
INSERT INTO "rectifications" VALUES('2025-10-04','1',1,5,1,3,2000,6000,64000,210000);
INSERT INTO "rectifications" VALUES('2025-10-06','1',1,5,1,3,1000,5000,32000,178000);
INSERT INTO "rectifications" VALUES('2025-10-08','1',1,5,1,3,3000,7000,96000,242000);
INSERT INTO "rectifications" VALUES('2025-10-05','1',1,5,1,3,-1000,3000,-32000,114000);
CREATE TABLE rejets (
	livraison INTEGER NOT NULL, 
	ligne BIGINT NOT NULL, 
	date DATE, 
	"ID_magasin" TEXT, 
	"ID_produit" TEXT, 
	quantite_e3 INTEGER, 
	prix_unitaire_e4 BIGINT, 
	colonne TEXT, 
	raison VARCHAR(32) NOT NULL, 
	texte TEXT NOT NULL, clos_par INTEGER
CONSTRAINT fk_rejets_clos_par REFERENCES livraisons (livraison), quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_rejets PRIMARY KEY (livraison, ligne), 
	CONSTRAINT fk_rejets_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "rejets" VALUES(3,26,NULL,'1','A',1000,NULL,'date','date_invalide','mauvais,A,1,1,,',5);
INSERT INTO "rejets" VALUES(3,27,'2025-10-07','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-07 11:00,A,0,1,,',5);
INSERT INTO "rejets" VALUES(3,28,'2025-10-01','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-01 14:00,A,0,1,V1,',5);
INSERT INTO "rejets" VALUES(3,29,'2025-10-02','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-02 14:00,A,0,1,V2,',5);
INSERT INTO "rejets" VALUES(3,30,'2025-10-03','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-03 14:00,A,0,1,V3,',5);
INSERT INTO "rejets" VALUES(3,31,'2025-10-04','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-04 14:00,A,0,1,V4,',5);
INSERT INTO "rejets" VALUES(3,32,'2025-10-05','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-05 14:00,A,0,1,V5,',5);
INSERT INTO "rejets" VALUES(3,33,'2025-10-06','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-06 14:00,A,0,1,V6,',5);
INSERT INTO "rejets" VALUES(3,34,'2025-10-07','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-07 14:00,A,0,1,V7,',5);
INSERT INTO "rejets" VALUES(3,35,'2025-10-08','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-08 14:00,A,0,1,V8,',5);
INSERT INTO "rejets" VALUES(3,16,'2025-10-01','1','Z',1000,NULL,'ID_produit','produit_inconnu','2025-10-01 10:30,Z,1,1,U1,',5);
INSERT INTO "rejets" VALUES(3,17,'2025-10-02','1','Z',1000,NULL,'ID_produit','produit_inconnu','2025-10-02 10:30,Z,1,1,U2,',5);
INSERT INTO "rejets" VALUES(3,18,'2025-10-03','1','Z',1000,NULL,'ID_produit','produit_inconnu','2025-10-03 10:30,Z,1,1,U3,',5);
INSERT INTO "rejets" VALUES(3,19,'2025-10-04','1','Z',1000,NULL,'ID_produit','produit_inconnu','2025-10-04 10:30,Z,1,1,U4,',5);
INSERT INTO "rejets" VALUES(3,20,'2025-10-05','1','Z',1000,NULL,'ID_produit','produit_inconnu','2025-10-05 10:30,Z,1,1,U5,',5);
INSERT INTO "rejets" VALUES(3,21,'2025-10-06','1','Z',1000,NULL,'ID_produit','produit_inconnu','2025-10-06 10:30,Z,1,1,U6,',5);
INSERT INTO "rejets" VALUES(3,22,'2025-10-07','1','Z',1000,NULL,'ID_produit','produit_inconnu','2025-10-07 10:30,Z,1,1,U7,',5);
INSERT INTO "rejets" VALUES(3,23,'2025-10-08','1','Z',1000,NULL,'ID_produit','produit_inconnu','2025-10-08 10:30,Z,1,1,U8,',5);
INSERT INTO "rejets" VALUES(5,26,NULL,'1','A',1000,NULL,'date','date_invalide','mauvais,A,1,1,,',NULL);
INSERT INTO "rejets" VALUES(5,27,'2025-10-07','1','A',NULL,NULL,'quantite','quantite_nulle','2025-10-07 11:00,A,0,1,,',NULL);
CREATE TABLE totaux_heures (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	heure INTEGER NOT NULL, 
	lignes BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	tickets BIGINT NOT NULL, 
	premiere VARCHAR(5) NOT NULL, 
	derniere VARCHAR(5) NOT NULL, 
	CONSTRAINT pk_totaux_heures PRIMARY KEY (date, "ID_magasin", heure), 
	CONSTRAINT ck_totaux_heures_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_heures_heure CHECK (heure BETWEEN 0 AND 23), 
	CONSTRAINT "fk_totaux_heures_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin")
);
INSERT INTO "totaux_heures" VALUES('2025-10-09','2',9,1,120000,1,'09:15','09:15');
INSERT INTO "totaux_heures" VALUES('2025-10-10','1',10,1,64000,1,'10:15','10:15');
INSERT INTO "totaux_heures" VALUES('2025-10-11','2',11,1,360000,1,'11:15','11:15');
INSERT INTO "totaux_heures" VALUES('2025-10-12','1',12,1,32000,1,'12:15','12:15');
INSERT INTO "totaux_heures" VALUES('2025-10-13','2',13,1,240000,1,'13:15','13:15');
INSERT INTO "totaux_heures" VALUES('2025-10-14','1',14,1,96000,1,'14:15','14:15');
INSERT INTO "totaux_heures" VALUES('2025-10-01','1',10,1,50000,1,'10:30','10:30');
INSERT INTO "totaux_heures" VALUES('2025-10-01','1',14,1,96000,1,'14:00','14:00');
INSERT INTO "totaux_heures" VALUES('2025-10-01','2',10,1,240000,1,'10:15','10:15');
INSERT INTO "totaux_heures" VALUES('2025-10-02','1',10,1,50000,1,'10:30','10:30');
INSERT INTO "totaux_heures" VALUES('2025-10-02','1',11,1,96000,1,'11:15','11:15');
INSERT INTO "totaux_heures" VALUES('2025-10-02','1',14,1,96000,1,'14:00','14:00');
INSERT INTO "totaux_heures" VALUES('2025-10-03','1',10,1,50000,1,'10:30','10:30');
INSERT INTO "totaux_heures" VALUES('2025-10-03','1',14,1,96000,1,'14:00','14:00');
INSERT INTO "totaux_heures" VALUES('2025-10-03','2',12,1,120000,1,'12:15','12:15');
INSERT INTO "totaux_heures" VALUES('2025-10-04','1',10,1,50000,1,'10:30','10:30');
INSERT INTO "totaux_heures" VALUES('2025-10-04','1',13,1,64000,1,'13:15','13:15');
INSERT INTO "totaux_heures" VALUES('2025-10-04','1',14,1,96000,1,'14:00','14:00');
INSERT INTO "totaux_heures" VALUES('2025-10-05','1',10,1,50000,1,'10:30','10:30');
INSERT INTO "totaux_heures" VALUES('2025-10-05','1',11,1,-32000,1,'11:00','11:00');
INSERT INTO "totaux_heures" VALUES('2025-10-05','1',14,1,96000,1,'14:00','14:00');
INSERT INTO "totaux_heures" VALUES('2025-10-05','2',14,1,360000,1,'14:15','14:15');
INSERT INTO "totaux_heures" VALUES('2025-10-06','1',10,1,50000,1,'10:30','10:30');
INSERT INTO "totaux_heures" VALUES('2025-10-06','1',14,1,96000,1,'14:00','14:00');
INSERT INTO "totaux_heures" VALUES('2025-10-06','1',15,1,32000,1,'15:15','15:15');
INSERT INTO "totaux_heures" VALUES('2025-10-06','2',12,1,230000,0,'12:00','12:00');
INSERT INTO "totaux_heures" VALUES('2025-10-07','1',10,1,50000,1,'10:30','10:30');
INSERT INTO "totaux_heures" VALUES('2025-10-07','1',14,1,96000,1,'14:00','14:00');
INSERT INTO "totaux_heures" VALUES('2025-10-07','2',16,1,240000,1,'16:15','16:15');
INSERT INTO "totaux_heures" VALUES('2025-10-08','1',10,1,50000,1,'10:30','10:30');
INSERT INTO "totaux_heures" VALUES('2025-10-08','1',14,1,96000,1,'14:00','14:00');
INSERT INTO "totaux_heures" VALUES('2025-10-08','1',17,1,96000,1,'17:15','17:15');
INSERT INTO "totaux_heures" VALUES('2025-10-15','1',10,1,64000,1,'10:00','10:00');
INSERT INTO "totaux_heures" VALUES('2025-10-15','2',11,1,50000,1,'11:00','11:00');
CREATE TABLE totaux_jour (
	date DATE NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_jour PRIMARY KEY (date), 
	CONSTRAINT ck_totaux_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4)
);
INSERT INTO "totaux_jour" VALUES('2025-10-09',1,1000,120000,120000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-10',1,2000,64000,64000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-11',1,3000,360000,360000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-12',1,1000,32000,32000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-13',1,2000,240000,240000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-14',1,3000,96000,96000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-01',3,6000,386000,386000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-02',3,7000,242000,242000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-03',3,5000,266000,266000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-04',3,6000,210000,210000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-05',4,6000,474000,506000,-32000);
INSERT INTO "totaux_jour" VALUES('2025-10-06',4,7000,408000,408000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-07',3,6000,386000,386000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-08',3,7000,242000,242000,0);
INSERT INTO "totaux_jour" VALUES('2025-10-15',2,3000,114000,114000,0);
CREATE TABLE totaux_magasin_jour (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	livraison INTEGER NOT NULL, 
	empreinte VARCHAR(16) NOT NULL, quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_magasin_jour PRIMARY KEY (date, "ID_magasin"), 
	CONSTRAINT ck_totaux_magasin_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_magasin_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4), 
	CONSTRAINT "fk_totaux_magasin_jour_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin"), 
	CONSTRAINT fk_totaux_magasin_jour_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-01','2',1,2000,240000,240000,0,5,'2dc6291ccbdf1f0e');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-03','2',1,1000,120000,120000,0,5,'c5c93726b693cd3a');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-05','2',1,3000,360000,360000,0,5,'e0bc16c7f4ce1dc8');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-06','2',1,2000,230000,230000,0,5,'cd0297ddaabe4cd0');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-07','2',1,2000,240000,240000,0,5,'6afb5622162efe9f');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-09','2',1,1000,120000,120000,0,5,'280878f0b4f5bf0b');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-10','1',1,2000,64000,64000,0,5,'53cf4fba797d17e3');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-11','2',1,3000,360000,360000,0,5,'706c9a4bae7a85bd');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-12','1',1,1000,32000,32000,0,5,'2bcce9b4e25d9644');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-13','2',1,2000,240000,240000,0,5,'90b741a22608d535');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-14','1',1,3000,96000,96000,0,5,'e672381681255fee');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-01','1',2,4000,146000,146000,0,5,'c92260ce66c4c48e');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-02','1',3,7000,242000,242000,0,5,'773cdcc58471f3fe');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-03','1',2,4000,146000,146000,0,5,'ca12a3bde4fb419f');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-04','1',3,6000,210000,210000,0,5,'f7b9dd3345e3cca4');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-05','1',3,3000,114000,146000,-32000,5,'6886a99d38e2d3de');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-06','1',3,5000,178000,178000,0,5,'d90643bee6e94cca');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-07','1',2,4000,146000,146000,0,5,'8ba4e5b3246cf12b');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-08','1',3,7000,242000,242000,0,5,'f3f37c678eee46c0');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-15','1',1,2000,64000,64000,0,6,'4f6533be16849b20');
INSERT INTO "totaux_magasin_jour" VALUES('2025-10-15','2',1,1000,50000,50000,0,6,'0333f2fcccc0ded3');
CREATE TABLE totaux_mois (
	mois VARCHAR(7) NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_mois PRIMARY KEY (mois), 
	CONSTRAINT ck_totaux_mois_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_mois_ca CHECK (ca_e4 = brut_e4 + retours_e4)
);
INSERT INTO "totaux_mois" VALUES('2025-10',34,65000,3640000,3672000,-32000);
CREATE TABLE totaux_produit_jour (
	date DATE NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	lignes BIGINT NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	brut_e4 BIGINT NOT NULL, 
	retours_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_produit_jour PRIMARY KEY (date, "ID_produit"), 
	CONSTRAINT ck_totaux_produit_jour_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_produit_jour_ca CHECK (ca_e4 = brut_e4 + retours_e4), 
	CONSTRAINT "fk_totaux_produit_jour_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit")
);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-09','B',1,1000,120000,120000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-10','A',1,2000,64000,64000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-11','B',1,3000,360000,360000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-12','A',1,1000,32000,32000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-13','B',1,2000,240000,240000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-14','A',1,3000,96000,96000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-01','A',1,3000,96000,96000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-01','B',1,2000,240000,240000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-01','Z',1,1000,50000,50000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-02','A',2,6000,192000,192000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-02','Z',1,1000,50000,50000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-03','A',1,3000,96000,96000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-03','B',1,1000,120000,120000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-03','Z',1,1000,50000,50000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-04','A',2,5000,160000,160000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-04','Z',1,1000,50000,50000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-05','A',2,2000,64000,96000,-32000);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-05','B',1,3000,360000,360000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-05','Z',1,1000,50000,50000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-06','A',2,4000,128000,128000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-06','B',1,2000,230000,230000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-06','Z',1,1000,50000,50000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-07','A',1,3000,96000,96000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-07','B',1,2000,240000,240000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-07','Z',1,1000,50000,50000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-08','A',2,6000,192000,192000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-08','Z',1,1000,50000,50000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-15','A',1,2000,64000,64000,0);
INSERT INTO "totaux_produit_jour" VALUES('2025-10-15','Z',1,1000,50000,50000,0);
CREATE TABLE totaux_tickets (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	tickets BIGINT NOT NULL, 
	lignes BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	quantite_e3 BIGINT NOT NULL, 
	quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	CONSTRAINT pk_totaux_tickets PRIMARY KEY (date, "ID_magasin"), 
	CONSTRAINT ck_totaux_tickets_lignes CHECK (lignes > 0), 
	CONSTRAINT ck_totaux_tickets_tickets CHECK (tickets BETWEEN 1 AND lignes), 
	CONSTRAINT "fk_totaux_tickets_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin")
);
INSERT INTO "totaux_tickets" VALUES('2025-10-09','2',1,1,120000,1000);
INSERT INTO "totaux_tickets" VALUES('2025-10-10','1',1,1,64000,2000);
INSERT INTO "totaux_tickets" VALUES('2025-10-11','2',1,1,360000,3000);
INSERT INTO "totaux_tickets" VALUES('2025-10-12','1',1,1,32000,1000);
INSERT INTO "totaux_tickets" VALUES('2025-10-13','2',1,1,240000,2000);
INSERT INTO "totaux_tickets" VALUES('2025-10-14','1',1,1,96000,3000);
INSERT INTO "totaux_tickets" VALUES('2025-10-01','1',2,2,146000,4000);
INSERT INTO "totaux_tickets" VALUES('2025-10-01','2',1,1,240000,2000);
INSERT INTO "totaux_tickets" VALUES('2025-10-02','1',3,3,242000,7000);
INSERT INTO "totaux_tickets" VALUES('2025-10-03','1',2,2,146000,4000);
INSERT INTO "totaux_tickets" VALUES('2025-10-03','2',1,1,120000,1000);
INSERT INTO "totaux_tickets" VALUES('2025-10-04','1',3,3,210000,6000);
INSERT INTO "totaux_tickets" VALUES('2025-10-05','1',3,3,114000,3000);
INSERT INTO "totaux_tickets" VALUES('2025-10-05','2',1,1,360000,3000);
INSERT INTO "totaux_tickets" VALUES('2025-10-06','1',3,3,178000,5000);
INSERT INTO "totaux_tickets" VALUES('2025-10-07','1',2,2,146000,4000);
INSERT INTO "totaux_tickets" VALUES('2025-10-07','2',1,1,240000,2000);
INSERT INTO "totaux_tickets" VALUES('2025-10-08','1',3,3,242000,7000);
INSERT INTO "totaux_tickets" VALUES('2025-10-15','1',1,1,64000,2000);
INSERT INTO "totaux_tickets" VALUES('2025-10-15','2',1,1,50000,1000);
CREATE TABLE totaux_tva (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	taux_tva_e4 INTEGER NOT NULL, 
	taux_tva NUMERIC(5, 2) GENERATED ALWAYS AS ("taux_tva_e4" / 100.0), 
	lignes BIGINT NOT NULL, 
	ca_e4 BIGINT NOT NULL, 
	ca NUMERIC(18, 4) GENERATED ALWAYS AS ("ca_e4" / 10000.0), 
	ht_e4 BIGINT NOT NULL, 
	ht NUMERIC(18, 4) GENERATED ALWAYS AS ("ht_e4" / 10000.0), 
	tva_e4 BIGINT NOT NULL, 
	tva NUMERIC(18, 4) GENERATED ALWAYS AS ("tva_e4" / 10000.0), 
	CONSTRAINT pk_totaux_tva PRIMARY KEY (date, "ID_magasin", taux_tva_e4), 
	CONSTRAINT ck_totaux_tva_lignes CHECK (lignes > 0), 
	CONSTRAINT "fk_totaux_tva_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin")
);
CREATE TABLE totaux_valeur_magasin (
	date DATE NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	remise_e4 BIGINT NOT NULL, 
	lignes_ht BIGINT NOT NULL, 
	ca_connu_e4 BIGINT NOT NULL, 
	ht_e4 BIGINT NOT NULL, 
	lignes_cout BIGINT NOT NULL, 
	ht_cout_e4 BIGINT NOT NULL, 
	cout_e4 BIGINT NOT NULL, 
	marge NUMERIC(18, 4) GENERATED ALWAYS AS (("ht_cout_e4" - "cout_e4") / 10000.0), 
	CONSTRAINT pk_totaux_valeur_magasin PRIMARY KEY (date, "ID_magasin"), 
	CONSTRAINT ck_totaux_valeur_magasin_lignes CHECK (lignes_cout BETWEEN 0 AND lignes_ht), 
	CONSTRAINT "fk_totaux_valeur_magasin_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin")
);
INSERT INTO "totaux_valeur_magasin" VALUES('2025-10-06','2',10000,0,0,0,0,0,0);
CREATE TABLE totaux_valeur_produit (
	date DATE NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	remise_e4 BIGINT NOT NULL, 
	lignes_ht BIGINT NOT NULL, 
	ca_connu_e4 BIGINT NOT NULL, 
	ht_e4 BIGINT NOT NULL, 
	lignes_cout BIGINT NOT NULL, 
	ht_cout_e4 BIGINT NOT NULL, 
	cout_e4 BIGINT NOT NULL, 
	marge NUMERIC(18, 4) GENERATED ALWAYS AS (("ht_cout_e4" - "cout_e4") / 10000.0), 
	CONSTRAINT pk_totaux_valeur_produit PRIMARY KEY (date, "ID_produit"), 
	CONSTRAINT ck_totaux_valeur_produit_lignes CHECK (lignes_cout BETWEEN 0 AND lignes_ht), 
	CONSTRAINT "fk_totaux_valeur_produit_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit")
);
INSERT INTO "totaux_valeur_produit" VALUES('2025-10-06','B',10000,0,0,0,0,0,0);
CREATE TABLE valeurs_historique (
	"ID_produit" TEXT NOT NULL, 
	valeur VARCHAR(16) NOT NULL, 
	valable_du DATE NOT NULL, 
	nombre BIGINT NOT NULL, 
	livraison INTEGER NOT NULL, 
	CONSTRAINT pk_valeurs_historique PRIMARY KEY ("ID_produit", valeur, valable_du), 
	CONSTRAINT ck_valeurs_historique_nombre CHECK (nombre >= 0), 
	CONSTRAINT ck_valeurs_historique_valeur CHECK (valeur IN ('cout_e4', 'taux_tva_e4')), 
	CONSTRAINT "fk_valeurs_historique_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit"), 
	CONSTRAINT fk_valeurs_historique_livraison FOREIGN KEY(livraison) REFERENCES livraisons (livraison)
);
INSERT INTO "valeurs_historique" VALUES('A','cout_e4','2025-10-02',11000,1);
INSERT INTO "valeurs_historique" VALUES('B','cout_e4','2025-10-20',60000,1);
INSERT INTO "valeurs_historique" VALUES('A','taux_tva_e4','2025-10-20',550,1);
INSERT INTO "valeurs_historique" VALUES('B','taux_tva_e4','2025-10-20',2000,1);
INSERT INTO "valeurs_historique" VALUES('A','cout_e4','2025-10-20',12000,4);
INSERT INTO "valeurs_historique" VALUES('Z','cout_e4','2025-10-20',20000,4);
INSERT INTO "valeurs_historique" VALUES('Z','taux_tva_e4','2025-10-20',550,4);
CREATE TABLE ventes (
	"ID_vente" INTEGER NOT NULL, 
	"ID_produit" TEXT NOT NULL, 
	"ID_magasin" TEXT NOT NULL, 
	date DATE NOT NULL, 
	quantite_e3 BIGINT NOT NULL, 
	quantite NUMERIC(18, 3) GENERATED ALWAYS AS ("quantite_e3" / 1000.0), 
	prix_unitaire_e4 BIGINT NOT NULL, 
	prix_unitaire NUMERIC(18, 4) GENERATED ALWAYS AS ("prix_unitaire_e4" / 10000.0), 
	remise_e4 BIGINT DEFAULT '0' NOT NULL, 
	remise NUMERIC(18, 4) GENERATED ALWAYS AS ("remise_e4" / 10000.0), 
	total_e4 BIGINT NOT NULL, 
	total_price NUMERIC(18, 4) GENERATED ALWAYS AS ("total_e4" / 10000.0), 
	ticket TEXT, heure VARCHAR(5), cout_e4 BIGINT, cout NUMERIC(18, 4) GENERATED ALWAYS AS ("cout_e4" / 10000.0), taux_tva_e4 INTEGER, taux_tva NUMERIC(5, 2) GENERATED ALWAYS AS ("taux_tva_e4" / 100.0), ht_e4 BIGINT, total_ht NUMERIC(18, 4) GENERATED ALWAYS AS ("ht_e4" / 10000.0), tva_e4 BIGINT, tva NUMERIC(18, 4) GENERATED ALWAYS AS ("tva_e4" / 10000.0), 
	CONSTRAINT pk_ventes PRIMARY KEY ("ID_vente"), 
	CONSTRAINT ck_ventes_prix CHECK (prix_unitaire_e4 >= 0), 
	CONSTRAINT ck_ventes_quantite CHECK (quantite_e3 <> 0), 
	CONSTRAINT ck_ventes_remise CHECK (remise_e4 >= 0), 
	CONSTRAINT ck_ventes_total CHECK (total_e4 = 0 OR (total_e4 > 0 AND quantite_e3 > 0) OR (total_e4 < 0 AND quantite_e3 < 0)), 
	CONSTRAINT "fk_ventes_ID_magasin" FOREIGN KEY("ID_magasin") REFERENCES magasins ("ID_magasin"), 
	CONSTRAINT "fk_ventes_ID_produit" FOREIGN KEY("ID_produit") REFERENCES produits ("ID_produit")
);
INSERT INTO "ventes" VALUES(2025100100010000001,'A','1','2025-10-01',3000,32000,0,96000,'V1','14:00',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100100010000002,'Z','1','2025-10-01',1000,50000,0,50000,'U1','10:30',20000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100100020000001,'B','2','2025-10-01',2000,120000,0,240000,'T1','10:15',120000,2000,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100200010000001,'A','1','2025-10-02',3000,32000,0,96000,'T2','11:15',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100200010000002,'A','1','2025-10-02',3000,32000,0,96000,'V2','14:00',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100200010000003,'Z','1','2025-10-02',1000,50000,0,50000,'U2','10:30',20000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100300010000001,'A','1','2025-10-03',3000,32000,0,96000,'V3','14:00',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100300010000002,'Z','1','2025-10-03',1000,50000,0,50000,'U3','10:30',20000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100300020000001,'B','2','2025-10-03',1000,120000,0,120000,'T3','12:15',60000,2000,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100400010000001,'A','1','2025-10-04',2000,32000,0,64000,'T4','13:15',22000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100400010000002,'A','1','2025-10-04',3000,32000,0,96000,'V4','14:00',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100400010000003,'Z','1','2025-10-04',1000,50000,0,50000,'U4','10:30',20000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100500010000001,'A','1','2025-10-05',-1000,32000,0,-32000,'R5','11:00',-11000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100500010000002,'A','1','2025-10-05',3000,32000,0,96000,'V5','14:00',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100500010000003,'Z','1','2025-10-05',1000,50000,0,50000,'U5','10:30',20000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100500020000001,'B','2','2025-10-05',3000,120000,0,360000,'T5','14:15',180000,2000,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100600010000001,'A','1','2025-10-06',1000,32000,0,32000,'T6','15:15',11000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100600010000002,'A','1','2025-10-06',3000,32000,0,96000,'V6','14:00',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100600010000003,'Z','1','2025-10-06',1000,50000,0,50000,'U6','10:30',20000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100600020000001,'B','2','2025-10-06',2000,120000,10000,230000,NULL,'12:00',120000,2000,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100700010000001,'A','1','2025-10-07',3000,32000,0,96000,'V7','14:00',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100700010000002,'Z','1','2025-10-07',1000,50000,0,50000,'U7','10:30',20000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100700020000001,'B','2','2025-10-07',2000,120000,0,240000,'T7','16:15',120000,2000,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100800010000001,'A','1','2025-10-08',3000,32000,0,96000,'T8','17:15',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100800010000002,'A','1','2025-10-08',3000,32000,0,96000,'V8','14:00',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100800010000003,'Z','1','2025-10-08',1000,50000,0,50000,'U8','10:30',20000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025100900020000001,'B','2','2025-10-09',1000,120000,0,120000,'T9','09:15',60000,2000,NULL,NULL);
INSERT INTO "ventes" VALUES(2025101000010000001,'A','1','2025-10-10',2000,32000,0,64000,'T10','10:15',22000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025101100020000001,'B','2','2025-10-11',3000,120000,0,360000,'T11','11:15',180000,2000,NULL,NULL);
INSERT INTO "ventes" VALUES(2025101200010000001,'A','1','2025-10-12',1000,32000,0,32000,'T12','12:15',11000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025101300020000001,'B','2','2025-10-13',2000,120000,0,240000,'T13','13:15',120000,2000,NULL,NULL);
INSERT INTO "ventes" VALUES(2025101400010000001,'A','1','2025-10-14',3000,32000,0,96000,'T14','14:15',33000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025101500010000001,'A','1','2025-10-15',2000,32000,0,64000,'T1','10:00',22000,550,NULL,NULL);
INSERT INTO "ventes" VALUES(2025101500020000001,'Z','2','2025-10-15',1000,50000,0,50000,'T2','11:00',20000,550,NULL,NULL);
CREATE INDEX ix_livraisons_nom ON livraisons (nom);
CREATE INDEX ix_livraisons_sha256 ON livraisons (sha256);
CREATE INDEX ix_rejets_date ON rejets (date, "ID_magasin", livraison);
CREATE INDEX ix_totaux_magasin_jour_livraison ON totaux_magasin_jour (livraison);
CREATE INDEX "ix_totaux_produit_jour_ID_produit" ON totaux_produit_jour ("ID_produit", date);
CREATE INDEX ix_rejets_clos_par ON rejets (clos_par);
CREATE INDEX "ix_totaux_valeur_produit_ID_produit" ON totaux_valeur_produit ("ID_produit", date);
COMMIT;
